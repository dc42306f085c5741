package dev.downbeat.model;

/// Names one task instance: a task of one run, with its map index.
public record TaskKey(RunId run, TaskId task, MapIndex index) {
    @Override
    public String toString() {
        return run + "/" + task + index;
    }
}
