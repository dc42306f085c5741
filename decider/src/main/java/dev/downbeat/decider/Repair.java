package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/// What people do to runs: take task instances back, say how they ended, stop them. Each of it counts up the whole
/// run anew, so that it need not be undone what an end had come to, step by step.
final class Repair {
    private Repair() {}

    // Clear

    /// What runs is stopped first and starts anew once it has stopped; the rest is open again at once. What was
    /// skipped or failed only because of it is judged again. A run that is being brought to an end is left alone.
    static void clear(Draft draft, Event.Clear event) {
        if (draft.ending() != null) {
            return;
        }
        var recall = new Recall(draft);
        BitSet recounted = recounted(draft, event);
        for (Event.Target target : event.targets()) {
            int task = target.task();
            Recall.countIsOfNoUse(draft, task);
            for (MapIndex index : indexes(draft, target)) {
                TaskInstance before = draft.node(task).instance(index);
                if (!event.failedOnly() || before.state().failure()) {
                    clear(draft, recall, new Spot(task, index, recounted.get(task)), event.note());
                }
            }
        }
        recounted.stream().forEach(task -> Recall.uncount(draft, task));
        recall.spread();
        Recall.sizeLikeOthers(draft);
        draft.recount();
    }

    /// @param goes its items are counted anew, so that it may not come again
    private record Spot(int task, MapIndex index, boolean goes) {}

    /// The tasks whose items are counted anew: those that are cleared with all instances, together with all tasks
    /// that have the same items.
    private static BitSet recounted(Draft draft, Event.Clear event) {
        var whole = new BitSet();
        for (Event.Target target : event.targets()) {
            whole.set(target.task(), target.indexes().isEmpty() && !event.failedOnly());
        }
        var recounted = new BitSet();
        whole.stream()
                .filter(task -> draft.node(task).mapSize() >= 0)
                .filter(task -> draft.graph().lanes().sameSize(task).stream()
                        .allMatch(same -> whole.get(same) || draft.node(same).mapSize() < 0))
                .forEach(recounted::set);
        return recounted;
    }

    private static void clear(Draft draft, Recall recall, Spot spot, String note) {
        TaskInstance before = draft.node(spot.task()).instance(spot.index());
        if (before.equals(TaskInstance.NEW)
                || before.state() == TaskState.RESTARTING
                || before.state() == TaskState.REMOVED) {
            return;
        }
        if (before.state().active()) {
            draft.place(spot.task(), spot.index(), before.in(TaskState.RESTARTING), note);
            draft.effect(new Effect.Stop(spot.task(), spot.index(), before.attempt()));
            return;
        }
        stopLook(draft, spot.task(), spot.index(), before);
        if (before.state() == TaskState.NONE && !spot.goes()) {
            return;
        }
        if (before.state().terminal()) {
            keep(draft, spot.task(), spot.index(), before);
            recall.tookBack(spot.task(), spot.index());
        }
        forget(draft, spot.task(), spot.index());
        TaskInstance open = spot.goes() ? before.settled(TaskState.REMOVED, draft.at()) : before.cleared();
        draft.place(spot.task(), spot.index(), open, note);
    }

    /// An attempt of its own that has ended, and stands in the instance only.
    private static void keep(Draft draft, int task, MapIndex index, TaskInstance ended) {
        if (ended.tryNumber() > 0 && ended.state() != TaskState.UPSTREAM_FAILED) {
            Instant end = Objects.requireNonNullElse(ended.times().endedAt(), draft.at());
            draft.note(new Change.AttemptKept(task, index, ended, ended.state().word(), end));
        }
    }

    /// One that waits may just look.
    private static void stopLook(Draft draft, int task, MapIndex index, TaskInstance before) {
        if (Waits.waits(before.state())) {
            draft.effect(new Effect.Stop(task, index, before.attempt()));
        }
    }

    private static void forget(Draft draft, int task, MapIndex index) {
        TaskNode node = draft.node(task);
        draft.set(task, node.withMemory(node.memory().forgotten(index)));
        draft.note(new Change.Forgotten(task, index, draft.at()));
    }

    // Mark

    /// What runs is stopped and counts as ended at once. What ended otherwise only because of it is judged again.
    static void mark(Draft draft, Event.Mark event) {
        var recall = new Recall(draft);
        for (Event.Target target : event.targets()) {
            for (MapIndex index : indexes(draft, target)) {
                if (draft.node(target.task()).instance(index).state().terminal()) {
                    recall.tookBack(target.task(), index);
                }
                mark(draft, target.task(), index, event.state(), event.note());
            }
        }
        if (draft.ending() == null) { // else all but teardowns is over
            recall.spread();
        }
        Recall.sizeLikeOthers(draft);
        draft.recount();
    }

    private static void mark(Draft draft, int task, MapIndex index, TaskState state, String note) {
        if (!index.mapped()) {
            Recall.letGo(draft, task); // its items were to be counted anew once those of before have stopped
        }
        TaskInstance before = draft.node(task).instance(index);
        if (before.state() == state || before.state() == TaskState.REMOVED) {
            return;
        }
        if (before.state().active()) {
            draft.effect(new Effect.Stop(task, index, before.attempt()));
        } else if (before.state().terminal()) {
            keep(draft, task, index, before);
        }
        stopLook(draft, task, index, before);
        if (before.state() == TaskState.SUCCESS) {
            forget(draft, task, index);
        }
        TaskInstance marked = before.marked(state, draft.at());
        draft.place(
                task,
                index,
                state == TaskState.FAILED ? marked.withFailure(Failure.of(ErrorCode.CANCELLED, note)) : marked,
                note);
        draft.set(task, draft.node(task).notExpanding());
    }

    // Cancel

    /// What runs or is deferred is stopped and fails, what has not begun is skipped.
    static void cancel(Draft draft, Event.CancelTasks event) {
        for (Event.Target target : event.targets()) {
            for (MapIndex index : indexes(draft, target)) {
                cancel(draft, target.task(), index, event.reason());
            }
        }
        draft.recount();
    }

    private static void cancel(Draft draft, int task, MapIndex index, Failure reason) {
        TaskInstance before = draft.node(task).instance(index);
        if (before.state().terminal()) {
            return;
        }
        if (before.state().active()) {
            draft.effect(new Effect.Stop(task, index, before.attempt()));
        }
        stopLook(draft, task, index, before);
        boolean began = before.state().active() || Waits.waits(before.state());
        TaskState end = began ? TaskState.FAILED : TaskState.SKIPPED;
        draft.place(task, index, before.marked(end, draft.at()).withFailure(reason), reason.message());
        draft.set(task, draft.node(task).notExpanding());
    }

    // The run

    /// As a success: all that failed or has not ended succeeds, what was skipped stays so, and teardowns still
    /// run. As a failure: what has not ended ends as when the run is cancelled.
    static void markRun(Draft draft, Event.MarkRun event) {
        Failure failure = event.failure();
        if (failure == null) {
            markSuccess(draft, event.note());
        } else if (!draft.state().terminal()) {
            EarlyEnd.begin(draft, failure);
        } else if (draft.state() != DagRunState.FAILED) {
            draft.finish(DagRunState.FAILED, failure);
        }
    }

    private static void markSuccess(Draft draft, String note) {
        boolean running = draft.state() == DagRunState.RUNNING;
        for (int task = 0; task < draft.graph().size(); task++) {
            Recall.letGo(draft, task);
            boolean goesOn = running && draft.graph().setups().isTeardown(task);
            TaskNode node = draft.node(task);
            for (int i = 0; i < node.size(); i++) {
                TaskState state = node.at(i).state();
                if (state.failure() || (!state.terminal() && !goesOn)) {
                    mark(draft, task, node.indexAt(i), TaskState.SUCCESS, note);
                }
            }
        }
        draft.endNoMore(note);
        draft.recount();
        if (!running) {
            draft.finishByTasks();
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
            draft.finishByTasks();
        }
    }

    private static List<MapIndex> indexes(Draft draft, Event.Target target) {
        TaskNode node = draft.node(target.task());
        if (!target.indexes().isEmpty()) {
            return target.indexes().stream()
                    .filter(index -> exists(node, index))
                    .toList();
        }
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
