package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.lang.reflect.Type;
import java.util.Set;

/// A literal.
///
/// @param plain as a JSON value
record Value<T>(Object plain, Type type) implements Ref<T> {
    @Override
    public Set<TaskId> tasks() {
        return Set.of();
    }

    @Override
    public String template() {
        return TemplateText.text(TemplateText.escape(plain));
    }

    @Override
    public String toString() {
        return template();
    }
}
