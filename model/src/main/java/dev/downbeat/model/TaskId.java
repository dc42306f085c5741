package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// The name of a task within its DAG. A task in a task group carries the group's path before it:
/// `features.scale`.
public record TaskId(String value) implements Comparable<TaskId> {
    public TaskId {
        Names.check("task id", value, Names.TASK, "letters, digits, '_' and '-', groups separated by '.', 200 at most");
    }

    /// The group path before the last dot; empty for a task outside any group.
    public String group() {
        int dot = value.lastIndexOf('.');
        return dot < 0 ? "" : value.substring(0, dot);
    }

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    // Written out, as it is asked for at every step of every task: those that a record brings along are not inlined.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskId id && id.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
