package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.lang.reflect.Type;
import java.util.Set;

/// What a task returns.
public final class Out<T> implements Ref<T> {
    private final TaskId task;
    private final Type type;

    Out(TaskId task, Type type) {
        this.task = task;
        this.type = type;
    }

    public TaskId task() {
        return task;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public Set<TaskId> tasks() {
        return Set.of(task);
    }

    @Override
    public String template() {
        return TemplateText.expression(TemplateText.output(task));
    }

    @Override
    public String toString() {
        return template();
    }
}
