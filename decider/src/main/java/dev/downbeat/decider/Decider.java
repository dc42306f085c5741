package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.List;

/// Decides what follows from an event. Pure: the same state and event give the same decision.
public final class Decider {
    /// An attempt that takes its process down with it is not tried for ever.
    static final int MAX_LOST = 5;

    private Decider() {}

    /// An event that no longer applies (a late result, a timer of an old try) gives a decision without
    /// changes.
    public static Decision decide(RunState state, Event event) {
        if (!concerns(state.state(), event)) {
            return new Decision(state, List.of(), List.of());
        }
        var draft = new Draft(state, event.at());
        switch (event) {
            case Event.Start _ -> start(draft);
            case Event.Resumed e -> resume(draft, e);
            case Event.Expanded e -> expanded(draft, e);
            case Event.ExpansionFailed e -> expansionFailed(draft, e);
            case Event.Dispatch e -> dispatch(draft, e);
            case Event.Started e -> started(draft, e);
            case Event.Ended e -> ended(draft, e);
            case Event.RetryDue e -> retryDue(draft, e);
            case Event.WaitDue e -> {
                Expiry.due(draft, e);
                Waits.due(draft, e);
            }
            case Event.Looked e -> looked(draft, e);
            case Event.Abort e -> EarlyEnd.begin(draft, e.reason());
            case Event.Clear e -> Repair.clear(draft, e);
            case Event.Mark e -> Repair.mark(draft, e);
            case Event.CancelTasks e -> Repair.cancel(draft, e);
            case Event.MarkRun e -> Repair.markRun(draft, e);
        }
        draft.judgeAll();
        if (draft.state() == DagRunState.RUNNING
                && draft.faults() > state.faults()
                && state.graph().spec().policy().failFast()
                && draft.ending() == null) {
            EarlyEnd.failFast(draft);
            draft.judgeAll();
        }
        draft.finishIfDone();
        Repair.settleRun(draft, state.state(), event);
        return draft.decision(state);
    }

    private static boolean concerns(DagRunState state, Event event) {
        return switch (event) {
            case Event.Clear _, Event.Mark _, Event.MarkRun _ -> true;
            case Event.Start _, Event.Abort _, Event.CancelTasks _ -> !state.terminal();
            case Event.Resumed _,
                    Event.Expanded _,
                    Event.ExpansionFailed _,
                    Event.Dispatch _,
                    Event.Started _,
                    Event.Ended _,
                    Event.RetryDue _,
                    Event.WaitDue _,
                    Event.Looked _ -> state == DagRunState.RUNNING;
        };
    }

    private static void start(Draft draft) {
        if (draft.state() == DagRunState.QUEUED) {
            draft.start();
            judgeAll(draft);
        }
    }

    private static void judgeAll(Draft draft) {
        for (int task = 0; task < draft.graph().size(); task++) {
            draft.judgeLater(task);
        }
    }

    private static void resume(Draft draft, Event.Resumed event) {
        for (int task = 0; task < draft.graph().size(); task++) {
            TaskNode node = draft.node(task);
            boolean outlives = event.outliving()
                    .contains(draft.graph().task(task).placement().executor());
            for (int i = 0; i < node.size(); i++) {
                if (outlives && node.at(i).state().active()) {
                    goesOn(draft, task, node.indexAt(i), node.at(i));
                } else {
                    resume(draft, task, node.indexAt(i), node.at(i));
                }
            }
            if (outlives) {
                stopFormer(draft, task, node);
            }
            Recall.letGo(draft, task);
        }
        judgeAll(draft);
    }

    private static void resume(Draft draft, int task, MapIndex index, TaskInstance instance) {
        Expiry.resumed(draft, task, index, instance);
        switch (instance.state()) {
            case SCHEDULED -> draft.effect(new Effect.Ready(task, index));
            case RESTARTING -> Recall.stopped(draft, task, index);
            case QUEUED, RUNNING -> lost(draft, task, index, "the process that ran it ended");
            case UP_FOR_RETRY -> {
                Instant due = instance.times().dueAt();
                draft.effect(new Effect.RetryAt(task, index, due == null ? draft.at() : due));
            }
            case UP_FOR_RESCHEDULE, DEFERRED -> Waits.resumed(draft, task, index, instance);
            case NONE, SUCCESS, FAILED, SKIPPED, UPSTREAM_FAILED, REMOVED -> {}
        }
    }

    /// Items of an earlier count have no place any longer.
    private static void stopFormer(Draft draft, int task, TaskNode node) {
        for (int i = Math.max(node.mapSize(), 0); i < node.formerSize(); i++) {
            if (node.former(i).state().active()) {
                draft.effect(
                        new Effect.Stop(task, MapIndex.of(i), node.former(i).attempt()));
            }
        }
    }

    /// The executor has the attempt still, or has yet to be given it; what was to be stopped is to be stopped
    /// again.
    private static void goesOn(Draft draft, int task, MapIndex index, TaskInstance instance) {
        Expiry.resumed(draft, task, index, instance);
        draft.effect(new Effect.Execute(task, index, instance.attempt()));
        if (instance.state() == TaskState.RESTARTING || EarlyEnd.over(draft, task)) {
            draft.effect(new Effect.Stop(task, index, instance.attempt()));
        }
    }

    private static void expanded(Draft draft, Event.Expanded event) {
        if (!draft.node(event.task()).expanding() || Recall.countAgain(draft, event.task())) {
            return;
        }
        if (event.size() == 0) {
            noItems(draft, event.task());
        } else {
            draft.expand(event.task(), event.size());
        }
    }

    /// All of a mapped group are skipped together.
    private static void noItems(Draft draft, int task) {
        draft.settle(task, MapIndex.NONE, TaskState.SKIPPED, "no items");
        for (int member : draft.graph().lanes().members(task)) {
            if (draft.node(member).untouched()) {
                draft.settle(member, MapIndex.NONE, TaskState.SKIPPED, "no items");
            }
        }
    }

    private static void expansionFailed(Draft draft, Event.ExpansionFailed event) {
        if (draft.node(event.task()).expanding() && !Recall.countAgain(draft, event.task())) {
            TaskInstance failed = draft.node(event.task())
                    .summary()
                    .settled(TaskState.FAILED, event.at())
                    .withFailure(event.failure());
            draft.move(event.task(), MapIndex.NONE, failed, "its items could not be had");
        }
    }

    private static void dispatch(Draft draft, Event.Dispatch event) {
        TaskInstance before = draft.node(event.task()).instance(event.index());
        if (before.state() != TaskState.SCHEDULED) {
            return;
        }
        // an attempt that waited in between is still the same
        int more = Waits.hasGoneOn(before) ? 0 : 1;
        int attempt = before.attempt() + more;
        TaskInstance.Times waited = before.times();
        var times = new TaskInstance.Times(event.at(), null, null, waited.dueAt(), waited.expiresAt());
        var queued = new TaskInstance(
                TaskState.QUEUED,
                attempt,
                before.tryNumber() + more,
                before.lost(),
                times,
                before.failure(),
                before.waiting());
        draft.move(event.task(), event.index(), queued, "");
        draft.effect(new Effect.Execute(event.task(), event.index(), attempt));
    }

    private static void started(Draft draft, Event.Started event) {
        TaskInstance before = draft.node(event.task()).instance(event.index());
        if (before.state() == TaskState.QUEUED && before.attempt() == event.attempt()) {
            var times = new TaskInstance.Times(
                    before.times().queuedAt(),
                    event.at(),
                    null,
                    null,
                    before.times().expiresAt());
            draft.move(event.task(), event.index(), Draft.with(before, TaskState.RUNNING, times), "");
        }
    }

    private static void ended(Draft draft, Event.Ended event) {
        TaskInstance before = draft.node(event.task()).instance(event.index());
        if (!before.state().active() || before.attempt() != event.attempt() || Waits.hasGoneOn(before)) {
            return;
        }
        follow(draft, event.task(), event.index(), event.outcome());
    }

    private static void looked(Draft draft, Event.Looked event) {
        if (Waits.expects(draft.node(event.task()).instance(event.index()), event)) {
            follow(draft, event.task(), event.index(), event.outcome());
        }
    }

    private static void follow(Draft draft, int task, MapIndex index, Outcome outcome) {
        TaskInstance before = draft.node(task).instance(index);
        if (before.state() == TaskState.RESTARTING) {
            Recall.stopped(draft, task, index);
            return;
        }
        TaskInstance.Times times = Draft.endTimes(before, draft.at());
        switch (outcome) {
            case Outcome.Succeeded _ -> draft.move(task, index, Draft.with(before, TaskState.SUCCESS, times), "");
            case Outcome.Skipped skipped ->
                draft.move(
                        task,
                        index,
                        Draft.with(before, TaskState.SKIPPED, times).withFailure(null),
                        skipped.reason());
            case Outcome.Branched branched -> {
                draft.move(task, index, Draft.with(before, TaskState.SUCCESS, times), "");
                Branches.chose(draft, task, index, branched);
            }
            case Outcome.Failed failed -> failed(draft, task, index, failed);
            case Outcome.NotYet _, Outcome.Deferred _
            when EarlyEnd.over(draft, task) -> failed(draft, task, index, new Outcome.Failed(EarlyEnd.STOPPED, false));
            case Outcome.NotYet notYet -> Waits.notYet(draft, task, index, notYet);
            case Outcome.Deferred deferred -> Waits.deferred(draft, task, index, deferred);
            case Outcome.Lost lost
            when before.state() == TaskState.DEFERRED -> Waits.lostLook(draft, task, index, lost.why());
            case Outcome.Lost lost -> lost(draft, task, index, lost.why());
        }
    }

    private static void failed(Draft draft, int task, MapIndex index, Outcome.Failed failed) {
        TaskInstance before = draft.node(task).instance(index);
        TaskPolicy policy = draft.graph().task(task).policy();
        TaskInstance.Times times = Draft.endTimes(before, draft.at());
        boolean again =
                failed.retryable() && before.tryNumber() <= policy.retry().retries() && !EarlyEnd.over(draft, task);
        var ended = Draft.with(before, TaskState.FAILED, times).withLost(0).withFailure(failed.failure());
        if (!again) {
            draft.move(task, index, ended, failed.failure().message());
            return;
        }
        long seed = draft.at().toEpochMilli() * 31 + task * 1_000_003L + index.value();
        Instant due = draft.at().plus(policy.retry().delayAfter(before.tryNumber(), seed));
        var waiting = new TaskInstance.Times(
                times.queuedAt(),
                times.startedAt(),
                times.endedAt(),
                due,
                before.times().expiresAt());
        draft.note(new Change.AttemptKept(task, index, ended, "failed", draft.at()));
        draft.move(
                task,
                index,
                Draft.with(ended, TaskState.UP_FOR_RETRY, waiting),
                failed.failure().message());
        draft.effect(new Effect.RetryAt(task, index, due));
    }

    /// The attempt doesn't count against the user's retries, but one that had begun counts as lost.
    private static void lost(Draft draft, int task, MapIndex index, String why) {
        TaskInstance before = draft.node(task).instance(index);
        int lost = before.lost() + (before.times().startedAt() == null ? 0 : 1);
        Failure failure = Failure.of(ErrorCode.TASK_LOST, "lost: " + why);
        var ended = Draft.with(before, TaskState.FAILED, Draft.endTimes(before, draft.at()))
                .withLost(lost)
                .withFailure(failure);
        if (lost >= MAX_LOST || EarlyEnd.over(draft, task)) {
            draft.move(task, index, ended, "lost %d times: %s".formatted(lost, why));
            return;
        }
        draft.note(new Change.AttemptKept(task, index, ended, "lost", draft.at()));
        var again = new TaskInstance(
                TaskState.SCHEDULED,
                before.attempt(),
                before.tryNumber() - 1,
                lost,
                Expiry.ready(draft, task, index, before),
                before.failure(),
                before.waiting() == null ? null : before.waiting().lost());
        draft.move(task, index, again, "lost: " + why);
        letGoOn(draft, task, index);
    }

    private static void retryDue(Draft draft, Event.RetryDue event) {
        TaskInstance waiting = draft.node(event.task()).instance(event.index());
        Instant due = waiting.times().dueAt();
        // the timer of a try that was cleared says nothing of a later one
        if (waiting.state() == TaskState.UP_FOR_RETRY && (due == null || !due.isAfter(event.at()))) {
            draft.move(
                    event.task(),
                    event.index(),
                    Draft.with(waiting, TaskState.SCHEDULED, Expiry.ready(draft, event.task(), event.index(), waiting)),
                    "the retry's delay is over");
            letGoOn(draft, event.task(), event.index());
        }
    }

    /// A further try is ready, unless what the task needs was cleared meanwhile: then it waits for that.
    static void letGoOn(Draft draft, int task, MapIndex index) {
        if (draft.judge().of(task, index).verdict() == Verdict.RUN) {
            draft.effect(new Effect.Ready(task, index));
        } else {
            Recall.waitsAgain(draft, task, index, "what came before was changed");
        }
    }
}
