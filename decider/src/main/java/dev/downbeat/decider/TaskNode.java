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
    static final TaskNode BLANK = new TaskNode(Tally.of(0), null, TaskInstance.NEW, null, 1, false, Memory.NOTHING);

    /// @param failures instances that failed or could not run for a failure; counted where some are tolerated
    /// @param picks    of a branch; null while nothing was chosen
    /// @param former   of a mapped task that was counted before it was cleared, else null
    /// @param again    of a task with items: some wait to be judged again, after a clear; of one whose items are
    ///                 being counted: that count will be of no use
    record Memory(
            int failures, @Nullable Picks picks, @Nullable Former former, boolean again) {
        static final Memory NOTHING = new Memory(0, null, null, false);

        Memory again(boolean flag) {
            return new Memory(failures, picks, former, flag);
        }

        Memory forgotten(MapIndex index) {
            return picks == null ? this : new Memory(failures, picks.without(index), former, again);
        }
    }

    /// The instances of an earlier count, by index: removed, or still being stopped. What the task has counted
    /// since stands before them.
    record Former(Vector<TaskInstance> all, int stopping) {
        static Former of(Vector<TaskInstance> all) {
            int stopping = 0;
            for (int i = 0; i < all.size(); i++) {
                stopping += all.get(i).state().active() ? 1 : 0;
            }
            return new Former(all, stopping);
        }

        Former with(int index, TaskInstance instance) {
            int more = (instance.state().active() ? 1 : 0)
                    - (all.get(index).state().active() ? 1 : 0);
            return new Former(all.with(index, instance), stopping + more);
        }
    }

    TaskInstance instance(MapIndex index) {
        if (!index.mapped()) {
            return summary;
        }
        if (items != null && index.value() < items.size()) {
            return items.get(index.value());
        }
        return index.value() < formerSize() ? former(index.value()) : TaskInstance.NEW;
    }

    int formerSize() {
        return memory.former == null ? 0 : memory.former.all().size();
    }

    TaskInstance former(int index) {
        return memory.former == null ? TaskInstance.NEW : memory.former.all().get(index);
    }

    /// Items of an earlier count have yet to stop.
    boolean stopping() {
        return memory.former != null && memory.former.stopping() > 0;
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
        return items == null && !expanding && summary.state() == TaskState.NONE && !stopping();
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
        TaskNode placed = placed(index, instance);
        boolean counts = !index.mapped() || (items != null && index.value() < items.size());
        int left = counts && instance.state().terminal() ? unended - 1 : unended;
        return new TaskNode(
                placed.upstream, placed.lanes, placed.summary, placed.items, left, placed.expanding, placed.memory);
    }

    /// Puts an instance in its place and counts nothing.
    TaskNode placed(MapIndex index, TaskInstance instance) {
        boolean counting = expanding && instance.state() == TaskState.NONE;
        if (!index.mapped()) {
            return new TaskNode(upstream, lanes, instance, items, unended, counting, memory);
        }
        if (items != null && index.value() < items.size()) {
            var next = items.with(index.value(), instance);
            return new TaskNode(upstream, lanes, summary, next, unended, false, memory);
        }
        Former known = memory.former == null ? Former.of(Vector.filled(0, TaskInstance.NEW)) : memory.former;
        if (index.value() >= known.all().size()) {
            int room = Math.max(index.value() + 1, 2 * known.all().size());
            known = new Former(known.all().grown(room, TaskInstance.NEW), known.stopping());
        }
        return withFormer(known.with(index.value(), instance));
    }

    private TaskNode withFormer(Former former) {
        return withMemory(new Memory(memory.failures, memory.picks, former, memory.again));
    }

    /// How many items there are is no longer known; their attempts are.
    TaskNode uncounted() {
        if (items == null) {
            return this;
        }
        Vector<TaskInstance> known = formerSize() > items.size() ? items.grown(formerSize(), TaskInstance.NEW) : items;
        for (int i = items.size(); i < formerSize(); i++) {
            known = known.with(i, former(i));
        }
        var memoryOfThem = new Memory(0, null, Former.of(known), false);
        return new TaskNode(upstream, null, summary, null, 1, false, memoryOfThem);
    }

    /// As it was when nothing had ended, before or within it. Its instances are to be put back one by one; what a
    /// mapped task was before it was mapped is none of them, and stays.
    ///
    /// @param tally of what comes before
    /// @param own   its lanes, if it has any
    TaskNode emptied(Tally tally, @Nullable Vector<Tally> own) {
        boolean waits = expanding ? memory.again : own == null && items != null && anyWaits();
        var kept = new Memory(0, memory.picks, memory.former, waits);
        var blank = items == null ? null : Vector.filled(items.size(), TaskInstance.NEW);
        TaskInstance former = items == null ? TaskInstance.NEW : summary;
        return new TaskNode(tally, own, former, blank, size(), expanding, kept);
    }

    boolean anyWaits() {
        for (int i = 0; i < size(); i++) {
            if (at(i).state() == TaskState.NONE) {
                return true;
            }
        }
        return false;
    }

    TaskNode withMemory(Memory changed) {
        return new TaskNode(upstream, lanes, summary, items, unended, expanding, changed);
    }

    TaskNode withPick(MapIndex index, java.util.BitSet goesOn) {
        Picks known = memory.picks;
        Picks before = known == null || known.byIndex().size() < size() ? Picks.of(size()) : known;
        return withMemory(new Memory(memory.failures, before.with(index, goesOn), memory.former, memory.again));
    }

    TaskNode expandingNow() {
        return new TaskNode(upstream, lanes, summary, items, unended, true, memory.again(false));
    }

    TaskNode notExpanding() {
        return new TaskNode(upstream, lanes, summary, items, unended, false, memory.again(false));
    }

    /// Its items are known; those it had before a clear keep their attempts.
    TaskNode sized(int size) {
        Vector<TaskInstance> counted = Vector.filled(size, TaskInstance.NEW);
        for (int i = 0; i < Math.min(size, formerSize()); i++) {
            counted = counted.with(i, former(i).cleared());
        }
        return new TaskNode(upstream, lanes, summary, counted, size, false, memory.again(false));
    }

    /// @param aligned the upstream tasks whose instances are waited for one by one
    TaskNode sized(int size, int aligned) {
        TaskNode sized = sized(size);
        var own = Vector.filled(size, Tally.of(aligned));
        return new TaskNode(upstream.without(aligned), own, sized.summary, sized.items, size, false, memory);
    }
}
