package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import org.jspecify.annotations.Nullable;

/// A task within a run.
///
/// @param upstream  how its direct upstream instances have ended
/// @param summary the instance without a map index: the only one of a task that is not mapped; of a mapped task
///         the one that stands for all while there are none (skipped, no items, …)
/// @param items     the instances of a mapped task once its size is known, else null
/// @param unended   instances that have not ended
/// @param expanding its items are being counted
record TaskNode(
        Tally upstream, TaskInstance summary, @Nullable Vector<TaskInstance> items, int unended, boolean expanding) {
    static final TaskNode BLANK = new TaskNode(Tally.of(0), TaskInstance.NEW, null, 1, false);

    TaskInstance instance(MapIndex index) {
        if (!index.mapped()) {
            return summary;
        }
        return items == null || index.value() >= items.size() ? TaskInstance.NEW : items.get(index.value());
    }

    int mapSize() {
        return items == null ? -1 : items.size();
    }

    /// How many instances there are to visit by [#at].
    int size() {
        return items == null ? 1 : items.size();
    }

    TaskInstance at(int position) {
        return items == null ? summary : items.get(position);
    }

    MapIndex indexAt(int position) {
        return items == null ? MapIndex.NONE : MapIndex.of(position);
    }

    /// Nothing of the task has begun, and nothing was decided of it.
    boolean untouched() {
        return items == null && !expanding && summary.state() == TaskState.NONE;
    }

    TaskNode withUpstream(Tally tally) {
        return new TaskNode(tally, summary, items, unended, expanding);
    }

    TaskNode withInstance(MapIndex index, TaskInstance instance) {
        int left = unended - (instance.state().terminal() ? 1 : 0);
        return index.mapped() && items != null
                ? new TaskNode(upstream, summary, items.with(index.value(), instance), left, false)
                : new TaskNode(upstream, instance, items, left, false);
    }

    TaskNode expandingNow() {
        return new TaskNode(upstream, summary, items, unended, true);
    }

    TaskNode sized(int size) {
        return new TaskNode(upstream, summary, Vector.filled(size, TaskInstance.NEW), size, false);
    }
}
