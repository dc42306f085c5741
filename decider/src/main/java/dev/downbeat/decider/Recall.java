package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What follows when a person takes back how task instances ended: whatever ended, or was let through, only because
/// of that is open again; and what runs has to stop before it starts anew.
final class Recall {
    /// The outcome of an attempt that a person stopped.
    static final String STOPPED = "stopped";

    private static final String CHANGED = "what came before was changed";

    private final Draft draft;
    /// By task, the map indexes that were taken back, each plus one.
    private final Map<Integer, BitSet> tookBack = new HashMap<>();
    private final ArrayDeque<Integer> open = new ArrayDeque<>();

    Recall(Draft draft) {
        this.draft = draft;
    }

    /// An instance that had ended has not, or has ended otherwise.
    void tookBack(int task, MapIndex index) {
        if (!tookBack.containsKey(task)) {
            open.add(task);
        }
        tookBack.computeIfAbsent(task, _ -> new BitSet()).set(index.value() + 1);
    }

    /// Opens all below that had no try of its own yet. It is judged again, and may well end as before.
    void spread() {
        Graph graph = draft.graph();
        for (Integer task = open.poll(); task != null; task = open.poll()) {
            BitSet indexes = tookBack.remove(task);
            for (int below : graph.downstream(task)) {
                reopen(below, graph.lanes().aligned(task, below) ? indexes : null);
            }
            for (int within : graph.setups().scope(task)) {
                reopen(within, null);
            }
        }
    }

    /// @param only the map indexes, each plus one; null, or 0 among them, for all
    private void reopen(int task, @Nullable BitSet only) {
        TaskNode node = draft.node(task);
        countIsOfNoUse(draft, task);
        for (int i = 0; i < node.size(); i++) {
            MapIndex index = node.indexAt(i);
            if (only == null || only.get(0) || only.get(index.value() + 1)) {
                reopen(task, index, node.at(i));
            }
        }
    }

    private void reopen(int task, MapIndex index, TaskInstance instance) {
        if (instance.endedUnbegun()) {
            draft.place(task, index, instance.cleared(), CHANGED);
            tookBack(task, index);
        } else if (instance.state() == TaskState.SCHEDULED) {
            draft.place(task, index, instance.in(TaskState.NONE), CHANGED);
        }
    }

    // The items of mapped tasks

    /// A count that is under way was asked for before the change.
    static void countIsOfNoUse(Draft draft, int task) {
        for (int same : draft.graph().lanes().sameSize(task)) {
            TaskNode node = draft.node(same);
            if (node.expanding()) {
                draft.set(same, node.withMemory(node.memory().again(true)));
            }
        }
    }

    /// @return whether the count that has just come in is of no use
    static boolean countAgain(Draft draft, int task) {
        TaskNode node = draft.node(task);
        if (!node.memory().again()) {
            return false;
        }
        draft.set(task, node.notExpanding());
        draft.graph().lanes().sameSize(task).forEach(draft::judgeLater);
        return true;
    }

    /// Forgets how many items a mapped task has: their count may be another one next time.
    static void uncount(Draft draft, int task) {
        TaskNode node = draft.node(task);
        if (node.mapSize() >= 0) {
            draft.set(task, node.uncounted());
            draft.note(new Change.Sized(task, -1, draft.at()));
            if (node.summary().attempt() > 0) {
                draft.note(new Change.Task(
                        task, MapIndex.NONE, TaskState.REMOVED, node.summary(), "to be counted anew", draft.at()));
            }
        }
    }

    /// In an earlier version of the DAG the task was not mapped: what it did then is kept, and has no place any
    /// longer. The node remembers how many attempts there were.
    static void mappedNow(Draft draft, int task, TaskNode node) {
        if (node.summary().attempt() > 0) {
            TaskInstance removed = node.summary().settled(TaskState.REMOVED, draft.at());
            draft.note(new Change.Task(task, MapIndex.NONE, TaskState.NONE, removed, "it is mapped now", draft.at()));
        }
    }

    /// A task that has as many items as one that is counted, and was not there when that was, has them now.
    static void sizeLikeOthers(Draft draft) {
        Lanes lanes = draft.graph().lanes();
        for (int task = 0; task < draft.graph().size(); task++) {
            TaskNode node = draft.node(task);
            if (lanes.any(task) && node.items() == null && node.untouched()) {
                int size = -1;
                for (int same : lanes.sameSize(task)) {
                    size = Math.max(size, draft.node(same).mapSize());
                }
                if (size >= 0) {
                    draft.size(task, node.sized(size), size);
                }
            }
        }
    }

    /// Items that an earlier count had, too, are there again.
    static void itemsAgain(Draft draft, int task, TaskNode before, int size) {
        for (int i = 0; i < Math.min(size, before.formerSize()); i++) {
            TaskInstance former = before.former(i);
            if (former.state() == TaskState.REMOVED) {
                draft.note(new Change.Task(
                        task, MapIndex.of(i), TaskState.REMOVED, former.cleared(), "counted anew", draft.at()));
            }
        }
    }

    // What runs

    /// Waits no longer for the items of an earlier count that are being stopped.
    static void letGo(Draft draft, int task) {
        TaskNode node = draft.node(task);
        for (int i = Math.max(node.mapSize(), 0); node.stopping() && i < node.formerSize(); i++) {
            if (node.former(i).state().active()) {
                stopped(draft, task, MapIndex.of(i));
            }
        }
    }

    /// The attempt of an instance that was cleared while it ran has ended, however it did.
    static void stopped(Draft draft, int task, MapIndex index) {
        TaskNode node = draft.node(task);
        TaskInstance before = node.instance(index);
        var kept = new TaskInstance(
                TaskState.RESTARTING,
                before.attempt(),
                before.tryNumber(),
                before.lost(),
                before.times().ended(draft.at()),
                null);
        draft.note(new Change.AttemptKept(task, index, kept, STOPPED, draft.at()));
        draft.note(new Change.Forgotten(task, index, draft.at()));
        if (index.mapped() && index.value() >= node.mapSize()) {
            draft.place(task, index, before.settled(TaskState.REMOVED, draft.at()), "its attempt has stopped");
            draft.graph().lanes().sameSize(task).forEach(draft::judgeLater);
        } else if (EarlyEnd.over(draft, task)) {
            draft.move(task, index, before.settled(TaskState.FAILED, draft.at()).withFailure(draft.ending()), "");
        } else {
            draft.move(task, index, before.cleared(), "its attempt has stopped");
            judgeAgain(draft, task);
        }
    }

    /// Takes back that an instance was ready.
    static void waitsAgain(Draft draft, int task, MapIndex index, String note) {
        draft.move(task, index, draft.node(task).instance(index).in(TaskState.NONE), note);
        judgeAgain(draft, task);
    }

    private static void judgeAgain(Draft draft, int task) {
        TaskNode node = draft.node(task);
        if (node.items() != null && node.lanes() == null) {
            draft.set(task, node.withMemory(node.memory().again(true)));
        }
        draft.judgeLater(task);
    }
}
