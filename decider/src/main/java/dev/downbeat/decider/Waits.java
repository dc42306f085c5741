package dev.downbeat.decider;

import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.Wait;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What follows when a task instance has to wait, and when the moment has come that it waited for.
///
/// An instance that waits in `deferred` holds nothing: its row says what it waits for, and a timer of the shell
/// gives [Event.WaitDue]. A look of it is no attempt of its own. It changes the row, and neither the state nor
/// the number of tries.
final class Waits {
    /// After a look that came to nothing because its process ended.
    private static final Duration AFTER_A_LOST_LOOK = Duration.ofSeconds(10);

    private Waits() {}

    static void due(Draft draft, Event.WaitDue event) {
        TaskInstance now = draft.node(event.task()).instance(event.index());
        Wait wait = now.waiting();
        if (wait == null
                || !waits(now.state())
                || !event.due().equals(now.times().dueAt())) {
            return;
        }
        switch (wait.wake()) {
            case DONE -> {
                var ended = Draft.with(now, TaskState.SUCCESS, Draft.endTimes(now, event.at()));
                draft.move(event.task(), event.index(), ended, "");
            }
            case LOOK -> draft.effect(new Effect.Look(event.task(), event.index(), now.attempt(), wait.looks() + 1));
            case RUN -> {
                draft.move(
                        event.task(),
                        event.index(),
                        Draft.with(now, TaskState.SCHEDULED, Expiry.ready(draft, event.task(), event.index(), now)),
                        "");
                Decider.letGoOn(draft, event.task(), event.index());
            }
            case ENDED -> {}
        }
    }

    static boolean waits(TaskState state) {
        return state == TaskState.DEFERRED || state == TaskState.UP_FOR_RESCHEDULE;
    }

    /// Whether this is the answer to the look or execution that comes next, or is under way.
    static boolean expects(TaskInstance now, Event.Looked event) {
        Wait wait = now.waiting();
        if (wait == null || now.attempt() != event.attempt() || wait.looks() + 1 != event.look()) {
            return false;
        }
        return switch (wait.wake()) {
            case LOOK -> now.state() == TaskState.DEFERRED;
            case RUN -> now.state().active();
            case DONE, ENDED -> false;
        };
    }

    /// Whether the end of an attempt by its number alone is an earlier one's, told late.
    static boolean hasGoneOn(TaskInstance now) {
        Wait wait = now.waiting();
        return wait != null && wait.goesOn();
    }

    static void resumed(Draft draft, int task, MapIndex index, TaskInstance now) {
        Instant due = now.times().dueAt();
        draft.effect(new Effect.WakeAt(task, index, due == null ? draft.at() : due));
    }

    static void notYet(Draft draft, int task, MapIndex index, Outcome.NotYet outcome) {
        TaskInstance before = draft.node(task).instance(index);
        Wait last = before.waiting();
        Outcome.Patience patience = outcome.patience();
        var limit = new Wait.Limit(since(draft, before).plus(patience.timeout()), patience.soft());
        int looks = last == null ? 1 : last.looks() + 1;
        Wait.Wake wake = patience.slots() ? Wait.Wake.RUN : Wait.Wake.LOOK;
        var wait = new Wait(wake, since(draft, before), limit, looks, outcome.reason(), outcome.state());
        if (limit.reached(draft.at())) {
            tookTooLong(draft, task, index, before.withWaiting(wait), patience);
            return;
        }
        boolean inSlots = patience.slots() && before.state() != TaskState.DEFERRED;
        TaskState state = inSlots ? TaskState.UP_FOR_RESCHEDULE : TaskState.DEFERRED;
        Instant due = limit.orEarlier(draft.at().plus(outcome.again()));
        waitUntil(draft, task, index, waiting(before, state, draft.at(), due).withWaiting(wait));
    }

    private static void tookTooLong(
            Draft draft, int task, MapIndex index, TaskInstance before, Outcome.Patience patience) {
        Wait wait = before.waiting();
        String message = "waited longer than its timeout of %s%s"
                .formatted(
                        Durations.format(patience.timeout()),
                        wait == null || wait.reason().isEmpty() ? "" : ": " + wait.reason());
        TaskState end = patience.soft() ? TaskState.SKIPPED : TaskState.FAILED;
        var ended = Draft.with(before, end, Draft.endTimes(before, draft.at()));
        var failure = Failure.of(ErrorCode.TASK_TIMEOUT, message);
        draft.move(task, index, ended.withFailure(patience.soft() ? null : failure), message);
    }

    static void deferred(Draft draft, int task, MapIndex index, Outcome.Deferred outcome) {
        TaskInstance before = draft.node(task).instance(index);
        if (!outcome.resume() && !outcome.until().isAfter(draft.at())) {
            draft.move(task, index, Draft.with(before, TaskState.SUCCESS, Draft.endTimes(before, draft.at())), "");
            return;
        }
        Wait.Wake wake = outcome.resume() ? Wait.Wake.RUN : Wait.Wake.DONE;
        Wait last = before.waiting();
        int looks = last == null ? 1 : last.looks() + 1;
        var wait = new Wait(wake, since(draft, before), Wait.Limit.NONE, looks, outcome.reason(), outcome.state());
        waitUntil(
                draft,
                task,
                index,
                waiting(before, TaskState.DEFERRED, draft.at(), outcome.until()).withWaiting(wait));
    }

    /// A look came to nothing. The instance looks again soon, but not for ever.
    static void lostLook(Draft draft, int task, MapIndex index, String why) {
        TaskInstance before = draft.node(task).instance(index);
        int lost = before.lost() + 1;
        if (lost >= Decider.MAX_LOST) {
            var failure = Failure.of(ErrorCode.TASK_LOST, "lost: " + why);
            var ended = Draft.with(before, TaskState.FAILED, Draft.endTimes(before, draft.at()));
            draft.move(task, index, ended.withFailure(failure), "lost %d times: %s".formatted(lost, why));
            return;
        }
        Instant due = draft.at().plus(AFTER_A_LOST_LOOK);
        TaskInstance again = waiting(before, before.state(), draft.at(), due);
        waitUntil(draft, task, index, again.withLost(lost));
    }

    private static void waitUntil(Draft draft, int task, MapIndex index, TaskInstance next) {
        Wait wait = next.waiting();
        draft.waitOn(task, index, next, wait == null ? "" : wait.reason());
        Instant due = next.times().dueAt();
        draft.effect(new Effect.WakeAt(task, index, due == null ? draft.at() : due));
    }

    private static TaskInstance waiting(TaskInstance before, TaskState state, Instant at, Instant due) {
        Instant started =
                before.times().startedAt() == null ? at : before.times().startedAt();
        var times = new TaskInstance.Times(
                before.times().queuedAt(), started, null, due, before.times().expiresAt());
        return Draft.with(before, state, times).withLost(0);
    }

    private static Instant since(Draft draft, TaskInstance before) {
        @Nullable Wait wait = before.waiting();
        @Nullable Instant started = before.times().startedAt();
        if (wait != null) {
            return wait.since();
        }
        return started == null ? draft.at() : started;
    }
}
