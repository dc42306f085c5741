package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What people do to runs: take task instances back, say how they ended, stop them.
final class Repair {
    /// The outcome of an attempt that a person stopped.
    static final String STOPPED = "stopped";

    private Repair() {}

    /// What runs is stopped first and starts anew once it has stopped; the rest is open again at once. What was
    /// skipped or failed only because of it is judged again.
    static void clear(Draft draft, Event.Clear event) {
        for (Event.Target target : event.targets()) {
            boolean whole = target.indexes().isEmpty() && !event.failedOnly();
            List<MapIndex> indexes = indexes(draft, target);
            for (MapIndex index : indexes) {
                TaskInstance before = draft.node(target.task()).instance(index);
                if (!event.failedOnly() || before.state().failure()) {
                    clear(draft, target.task(), index, event.note());
                }
            }
            if (whole) {
                draft.uncount(target.task());
                draft.unexpand(target.task());
            }
            draft.judgeLater(target.task());
        }
    }

    private static void clear(Draft draft, int task, MapIndex index, String note) {
        TaskInstance before = draft.node(task).instance(index);
        switch (before.state()) {
            case NONE, RESTARTING, REMOVED -> {}
            case QUEUED, RUNNING -> {
                draft.moveByPerson(task, index, before.in(TaskState.RESTARTING), note);
                draft.effect(new Effect.Stop(task, index, before.attempt()));
            }
            case SCHEDULED, UP_FOR_RETRY, UP_FOR_RESCHEDULE, DEFERRED -> {
                forget(draft, task, index);
                draft.moveByPerson(task, index, before.cleared(), note);
            }
            case SUCCESS, FAILED, SKIPPED, UPSTREAM_FAILED -> {
                keep(draft, task, index, before);
                forget(draft, task, index);
                draft.moveByPerson(task, index, before.cleared(), note);
            }
        }
    }

    /// An attempt of its own that has ended, and stands in the instance only.
    private static void keep(Draft draft, int task, MapIndex index, TaskInstance ended) {
        boolean own = ended.tryNumber() > 0 && ended.state() != TaskState.UPSTREAM_FAILED;
        if (own) {
            Instant end = Objects.requireNonNullElse(ended.times().endedAt(), draft.at());
            draft.note(new Change.AttemptKept(task, index, ended, ended.state().word(), end));
        }
    }

    private static void forget(Draft draft, int task, MapIndex index) {
        draft.note(new Change.Forgotten(task, index, draft.at()));
        draft.unroute(task, index);
    }

    /// The attempt of an instance that was cleared while it ran has ended, however it did.
    static void stopped(Draft draft, int task, MapIndex index) {
        TaskInstance before = draft.node(task).instance(index);
        TaskInstance.Times times = before.times();
        var ended = new TaskInstance.Times(times.queuedAt(), times.startedAt(), draft.at(), null);
        var kept = new TaskInstance(
                TaskState.RESTARTING, before.attempt(), before.tryNumber(), before.lost(), ended, null);
        draft.note(new Change.AttemptKept(task, index, kept, STOPPED, draft.at()));
        forget(draft, task, index);
        draft.move(task, index, before.cleared(), "its attempt has stopped");
        draft.judgeLater(task);
    }

    /// What runs is stopped and counts as ended at once.
    static void mark(Draft draft, Event.Mark event) {
        for (Event.Target target : event.targets()) {
            for (MapIndex index : indexes(draft, target)) {
                mark(draft, target.task(), index, event.state(), event.note());
            }
        }
    }

    private static void mark(Draft draft, int task, MapIndex index, TaskState state, String note) {
        TaskInstance before = draft.node(task).instance(index);
        if (before.state() == state || before.state() == TaskState.REMOVED) {
            return;
        }
        TaskInstance marked = before.settled(state, draft.at());
        if (before.state().active()) {
            draft.effect(new Effect.Stop(task, index, before.attempt()));
            draft.note(new Change.AttemptKept(task, index, marked, STOPPED, draft.at()));
        } else if (before.state().terminal()) {
            keep(draft, task, index, before);
        }
        if (before.state() == TaskState.SUCCESS) {
            forget(draft, task, index);
        }
        TaskInstance next = state == TaskState.FAILED
                ? marked.because(Failure.of(dev.downbeat.model.ErrorCode.TASK_FAILED, note))
                : marked;
        draft.unexpand(task);
        draft.moveByPerson(task, index, next, note);
    }

    static void cancel(Draft draft, Event.CancelTasks event) {
        for (Event.Target target : event.targets()) {
            for (MapIndex index : indexes(draft, target)) {
                draft.unexpand(target.task());
                draft.abandon(target.task(), index, event.reason());
            }
        }
    }

    /// As a success: all that failed or has not ended succeeds, what was skipped stays so. As a failure: what
    /// has not ended ends as when the run is cancelled.
    static void markRun(Draft draft, Event.MarkRun event) {
        Failure failure = event.failure();
        if (failure != null) {
            draft.abandon(failure);
            if (draft.state() != DagRunState.FAILED) {
                draft.finish(DagRunState.FAILED, failure);
            }
            return;
        }
        for (int task = 0; task < draft.graph().size(); task++) {
            draft.letGo(task);
            for (int i = 0; i < draft.node(task).size(); i++) {
                TaskState state = draft.node(task).at(i).state();
                if (!state.terminal() || state.failure()) {
                    mark(draft, task, draft.node(task).indexAt(i), TaskState.SUCCESS, event.note());
                }
            }
        }
        draft.dropJudgements();
        if (draft.state() != DagRunState.SUCCESS) {
            draft.finish(DagRunState.SUCCESS, null);
        }
    }

    /// A run that had ended and has something to do again waits for its turn; one whose tasks a person marked
    /// otherwise may have ended otherwise.
    static void settleRun(Draft draft, DagRunState before, Event event) {
        boolean onTasks = event instanceof Event.Clear || event instanceof Event.Mark;
        if (!before.terminal() || !onTasks) {
            return;
        }
        if (draft.open() > 0) {
            draft.reopen(event instanceof Event.Clear clear ? clear.note() : ((Event.Mark) event).note());
        } else if (draft.changed()) {
            draft.regrade();
        }
    }

    private static List<MapIndex> indexes(Draft draft, Event.Target target) {
        if (!target.indexes().isEmpty()) {
            return target.indexes().stream()
                    .filter(index -> exists(draft.node(target.task()), index))
                    .toList();
        }
        TaskNode node = draft.node(target.task());
        var all = new ArrayList<MapIndex>();
        for (int i = 0; i < node.size(); i++) {
            all.add(node.indexAt(i));
        }
        return all;
    }

    private static boolean exists(TaskNode node, MapIndex index) {
        return index.mapped() ? index.value() < node.mapSize() : node.mapSize() < 0;
    }
}
