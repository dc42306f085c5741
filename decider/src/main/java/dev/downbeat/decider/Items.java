package dev.downbeat.decider;

import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;

/// The instances of a mapped task.
///
/// @param all  by index; those from `size` on belonged to an earlier, longer count
/// @param size how many items there are; -1 after a clear, while they have to be counted anew
/// @param held with a size: instances in `none`, to be judged again after a clear. Without: instances that are
///             still being stopped
record Items(Vector<TaskInstance> all, int size, int held) {
    static Items of(int size) {
        return new Items(Vector.filled(size, TaskInstance.NEW), size, size);
    }

    /// Made from what was stored.
    static Items restored(Vector<TaskInstance> all, int size) {
        int held = 0;
        for (int i = 0; i < (size < 0 ? all.size() : size); i++) {
            held += holds(all.get(i), size >= 0) ? 1 : 0;
        }
        return new Items(all, size, held);
    }

    boolean sized() {
        return size >= 0;
    }

    TaskInstance get(int index) {
        return index < all.size() ? all.get(index) : TaskInstance.NEW;
    }

    Items with(int index, TaskInstance instance) {
        boolean counts = !sized() || index < size;
        int change = counts ? (holds(instance, sized()) ? 1 : 0) - (holds(all.get(index), sized()) ? 1 : 0) : 0;
        return new Items(all.with(index, instance), size, held + change);
    }

    /// Forgets how many there are; their attempts stay known.
    Items uncounted() {
        return restored(all, -1);
    }

    /// Counted again. What an earlier count had more stays behind it.
    Items counted(int newSize) {
        return restored(all.grown(Math.max(newSize, all.size()), TaskInstance.NEW), newSize);
    }

    private static boolean holds(TaskInstance instance, boolean sized) {
        return sized ? instance.state() == TaskState.NONE : instance.state().active();
    }
}
