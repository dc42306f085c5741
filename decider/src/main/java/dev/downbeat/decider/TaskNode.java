package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import org.jspecify.annotations.Nullable;

/// A task within a run.
///
/// @param upstream  how its direct upstream instances have ended, without those of its lanes
/// @param lanes     of a task whose instances wait for single instances of others: how those have ended, by
///                  index; null before its size is known
/// @param summary the instance without a map index: the only one of a task that is not mapped; of a mapped task
///         the one that stands for all while there are none (skipped, no items, …)
/// @param items     the instances of a mapped task once its size is known, else null
/// @param unended   instances that have not ended
/// @param expanding its items are being counted
/// @param memory    what its own instances have come to
record TaskNode(
        Tally upstream,
        @Nullable Vector<Tally> lanes,
        TaskInstance summary,
        @Nullable Vector<TaskInstance> items,
        int unended,
        boolean expanding,
        Memory memory) {
    static final TaskNode BLANK =
            new TaskNode(Tally.of(0), null, TaskInstance.NEW, null, 1, false, new Memory(0, null));

    /// @param failures instances that failed or could not run for a failure; counted where some are tolerated
    /// @param picks    of a branch; null while nothing was chosen
    record Memory(int failures, @Nullable Picks picks) {}

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

    /// How all that comes before an instance has ended.
    Tally before(MapIndex index) {
        return lanes == null || !index.mapped() ? upstream : upstream.and(lanes.get(index.value()));
    }

    /// An instance that waits for its turn.
    boolean waits(MapIndex index) {
        return index.mapped() ? lanes != null && instance(index).state() == TaskState.NONE : untouched();
    }

    TaskNode withUpstream(Tally tally) {
        return new TaskNode(tally, lanes, summary, items, unended, expanding, memory);
    }

    TaskNode withLane(int index, Tally tally) {
        Vector<Tally> changed = lanes == null ? null : lanes.with(index, tally);
        return new TaskNode(upstream, changed, summary, items, unended, expanding, memory);
    }

    TaskNode withInstance(MapIndex index, TaskInstance instance) {
        int left = unended - (instance.state().terminal() ? 1 : 0);
        return index.mapped() && items != null
                ? new TaskNode(upstream, lanes, summary, items.with(index.value(), instance), left, false, memory)
                : new TaskNode(upstream, lanes, instance, items, left, false, memory);
    }

    TaskNode withMemory(Memory changed) {
        return new TaskNode(upstream, lanes, summary, items, unended, expanding, changed);
    }

    TaskNode withPick(MapIndex index, java.util.BitSet goesOn) {
        Picks known = memory.picks;
        Picks before = known == null || known.byIndex().size() < size() ? Picks.of(size()) : known;
        return withMemory(new Memory(memory.failures, before.with(index, goesOn)));
    }

    TaskNode expandingNow() {
        return new TaskNode(upstream, lanes, summary, items, unended, true, memory);
    }

    TaskNode sized(int size) {
        return new TaskNode(upstream, lanes, summary, Vector.filled(size, TaskInstance.NEW), size, false, memory);
    }

    /// @param aligned the upstream tasks whose instances are waited for one by one
    TaskNode sized(int size, int aligned) {
        TaskNode sized = sized(size);
        var own = Vector.filled(size, Tally.of(aligned));
        return new TaskNode(upstream.without(aligned), own, sized.summary, sized.items, size, false, memory);
    }
}
