package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import org.jspecify.annotations.Nullable;

/// A task within a run.
///
/// @param upstream  how its direct upstream instances have ended
/// @param summary   the instance without a map index: the only one of a task that is not mapped; of a mapped task
///                  the one that stands for all while there are none (skipped, no items, …)
/// @param items     the instances of a mapped task once its size was known, else null
/// @param unended   instances that have not ended
/// @param expanding its items are being counted
record TaskNode(
        Tally upstream,
        TaskInstance summary,
        @Nullable Items items,
        int unended,
        boolean expanding,
        Routing routing) {
    static final TaskNode BLANK = new TaskNode(Tally.of(0), TaskInstance.NEW, null, 1, false, Routing.OPEN);

    TaskInstance instance(MapIndex index) {
        if (!index.mapped()) {
            return summary;
        }
        return items == null ? TaskInstance.NEW : items.get(index.value());
    }

    int mapSize() {
        return items == null ? -1 : items.size();
    }

    /// How many instances there are to visit by [#at].
    int size() {
        return items == null || !items.sized() ? 1 : items.size();
    }

    TaskInstance at(int position) {
        return items == null || !items.sized() ? summary : items.get(position);
    }

    MapIndex indexAt(int position) {
        return items == null || !items.sized() ? MapIndex.NONE : MapIndex.of(position);
    }

    /// How many instances may still be on an executor: those that [#size] counts, and those of a map that is to
    /// be counted anew once they have stopped.
    int everSize() {
        return items == null ? 0 : items.all().size();
    }

    /// Nothing of the task has begun since it was last cleared, and nothing was decided of it.
    boolean untouched() {
        boolean noItems = items == null || (!items.sized() && items.held() == 0);
        return noItems && !expanding && summary.state() == TaskState.NONE;
    }

    /// Some of its items were cleared and have to be judged again.
    boolean partlyCleared() {
        return items != null && items.sized() && items.held() > 0;
    }

    TaskNode withUpstream(Tally tally) {
        return new TaskNode(tally, summary, items, unended, expanding, routing);
    }

    TaskNode withRouting(Routing next) {
        return new TaskNode(upstream, summary, items, unended, expanding, next);
    }

    TaskNode withInstance(MapIndex index, TaskInstance instance) {
        if (index.mapped() && items != null) {
            int left = items.sized() ? unended + difference(items.get(index.value()), instance) : unended;
            return new TaskNode(upstream, summary, items.with(index.value(), instance), left, false, routing);
        }
        return new TaskNode(upstream, instance, items, unended + difference(summary, instance), false, routing);
    }

    /// With an item that no longer is one.
    TaskNode withRemoved(MapIndex index, TaskInstance instance) {
        return items == null
                ? this
                : new TaskNode(
                        upstream, summary, items.with(index.value(), instance), unended, expanding, routing);
    }

    private static int difference(TaskInstance before, TaskInstance after) {
        return (before.state().terminal() ? 1 : 0) - (after.state().terminal() ? 1 : 0);
    }

    TaskNode expandingNow() {
        return new TaskNode(upstream, summary, items, unended, true, routing);
    }

    TaskNode notExpanding() {
        return new TaskNode(upstream, summary, items, unended, false, routing);
    }

    /// Its items are known; those it had before a clear keep their attempts.
    TaskNode sized(int size) {
        Items counted = items == null ? Items.of(size) : items.counted(size);
        return new TaskNode(upstream, summary, counted, size, false, routing);
    }

    /// All of its items are to be counted anew.
    TaskNode uncounted() {
        return items == null ? this : new TaskNode(upstream, summary, items.uncounted(), 1, false, routing);
    }

    /// With the items that were stored.
    TaskNode restored(Items stored) {
        int left = 1;
        if (stored.sized()) {
            left = 0;
            for (int i = 0; i < stored.size(); i++) {
                left += stored.get(i).state().terminal() ? 0 : 1;
            }
        }
        return new TaskNode(upstream, summary, stored, left, false, routing);
    }
}
