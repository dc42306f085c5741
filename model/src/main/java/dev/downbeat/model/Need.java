package dev.downbeat.model;

/// An edge: the task that comes before, and the label on the arrow (may be empty).
public record Need(TaskId task, String label) {
    public static Need of(TaskId task) {
        return new Need(task, "");
    }
}
