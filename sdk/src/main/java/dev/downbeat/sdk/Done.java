package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.util.Set;

/// A task without result: others can come after it, there is nothing to read.
public final class Done implements Upstream {
    private final TaskId task;

    Done(TaskId task) {
        this.task = task;
    }

    public TaskId task() {
        return task;
    }

    @Override
    public Set<TaskId> tasks() {
        return Set.of(task);
    }
}
