package dev.downbeat.model;

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

    @Override
    public String toString() {
        return value;
    }
}
