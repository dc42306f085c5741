package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// Names one task instance: a task of one run, with its map index.
public record TaskKey(RunId run, TaskId task, MapIndex index) {
    // Written out, as it is asked for at every step of every task: those that a record brings along are not inlined.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskKey key && key.run.equals(run) && key.index.equals(index) && key.task.equals(task);
    }

    @Override
    public int hashCode() {
        return (31 * run.hashCode() + task.hashCode()) * 31 + index.hashCode();
    }

    @Override
    public String toString() {
        return run + "/" + task + index;
    }
}
