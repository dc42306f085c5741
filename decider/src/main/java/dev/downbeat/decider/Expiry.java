package dev.downbeat.decider;

import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskLimits;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A task instance whose queue timeout or total timeout is over fails and is not tried again: what made it late would
/// do so again.
final class Expiry {
    private Expiry() {}

    /// The times of an instance that is ready, and the timers for what it may not exceed. That it must have started by
    /// a certain time still holds when an attempt was lost before it had.
    static TaskInstance.Times ready(Draft draft, int task, MapIndex index, TaskInstance before) {
        TaskLimits limits = draft.graph().task(task).policy().limits();
        TaskInstance.Times times = before.times();
        boolean unbegun = before.state() == TaskState.QUEUED && times.startedAt() == null;
        Instant start = limits.queueTimeout().isZero()
                ? null
                : unbegun ? times.dueAt() : wake(draft, task, index, draft.at().plus(limits.queueTimeout()));
        Instant end = limits.totalTimeout().isZero() || times.expiresAt() != null
                ? times.expiresAt()
                : wake(draft, task, index, draft.at().plus(limits.totalTimeout()));
        return start == null && end == null
                ? TaskInstance.Times.NEVER
                : new TaskInstance.Times(null, null, null, start, end);
    }

    /// Sets the timers again that the former owner of the run had set.
    static void resumed(Draft draft, int task, MapIndex index, TaskInstance instance) {
        Instant start = mustStartBy(instance);
        if (start != null) {
            wake(draft, task, index, start);
        }
        Instant end = instance.times().expiresAt();
        if (end != null && !instance.state().terminal()) {
            wake(draft, task, index, end);
        }
    }

    static void due(Draft draft, Event.WaitDue event) {
        TaskInstance now = draft.node(event.task()).instance(event.index());
        TaskLimits limits = draft.graph().task(event.task()).policy().limits();
        if (now.state().terminal() || now.state() == TaskState.NONE || now.state() == TaskState.RESTARTING) {
            return;
        }
        if (event.due().equals(now.times().expiresAt())) {
            String tries = now.tryNumber() == 1 ? "1 try" : now.tryNumber() + " tries";
            String last = now.failure() == null ? "" : ": " + now.failure().message();
            fail(
                    draft,
                    event,
                    "its total_timeout of %s was over after %s%s"
                            .formatted(Durations.format(limits.totalTimeout()), tries, last));
        } else if (event.due().equals(mustStartBy(now))) {
            fail(draft, event, "not started within its queue_timeout of " + Durations.format(limits.queueTimeout()));
        }
    }

    private static void fail(Draft draft, Event.WaitDue event, String message) {
        TaskInstance now = draft.node(event.task()).instance(event.index());
        if (now.state().active() || Waits.waits(now.state())) {
            draft.effect(new Effect.Stop(event.task(), event.index(), now.attempt()));
        }
        var failed = Draft.with(now, TaskState.FAILED, now.times().ended(draft.at()));
        draft.move(
                event.task(), event.index(), failed.withFailure(Failure.of(ErrorCode.TASK_TIMEOUT, message)), message);
    }

    private static @Nullable Instant mustStartBy(TaskInstance instance) {
        boolean waits = instance.state() == TaskState.SCHEDULED || instance.state() == TaskState.QUEUED;
        return waits ? instance.times().dueAt() : null;
    }

    private static Instant wake(Draft draft, int task, MapIndex index, Instant at) {
        draft.effect(new Effect.WakeAt(task, index, at));
        return at;
    }
}
