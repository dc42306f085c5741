package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;

/// What a mapped task returns: the list of its instances' results, in the order of the items. Being a
/// reference to a list it can be reduced (`with`) and mapped over again (`each`, `cross`, `zip`).
public final class Mapped<T> implements Ref<List<T>> {
    private final TaskId task;
    private final Type element;

    Mapped(TaskId task, Type element) {
        this.task = task;
        this.element = element;
    }

    public TaskId task() {
        return task;
    }

    @Override
    public Type type() {
        return Types.listOf(element);
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
