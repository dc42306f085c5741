package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A value that a template finds: `ds`, `item`, a field of an output.
///
/// @param argument what stands for it in settings: the template, or a map of templates by key
/// @param tasks    whose outputs it reads
record Expression<T>(Object argument, Type type, Set<TaskId> tasks) implements Ref<T> {
    static <T> Expression<T> of(String expression, Type type) {
        return new Expression<>(TemplateText.expression(expression), type, Set.of());
    }

    static <T, R> Ref<R> part(Ref<T> whole, Fn.F1<? super T, R> accessor) {
        MethodLiteral method = MethodLiteral.of("get", accessor);
        String key = method.property();
        Type type = method.returns();
        return switch (whole) {
            case Value<T> literal -> new Value<>(partOf(literal.plain(), key), type);
            case Expression<T> some
            when some.argument() instanceof Map<?, ?> parts -> new Expression<>(partOf(parts, key), type, some.tasks());
            case Out<T> _, Mapped<?> _, Param<T> _, Expression<T> _ ->
                new Expression<>(
                        TemplateText.expression(TemplateText.inner(whole.template()) + "." + key), type, whole.tasks());
        };
    }

    private static Object partOf(Object whole, String key) {
        @Nullable Object part = whole instanceof Map<?, ?> parts ? parts.get(key) : null;
        if (part == null) {
            throw Refusal.of("the value has no part '%s'".formatted(key));
        }
        return part;
    }

    @Override
    public String template() {
        return TemplateText.text(argument);
    }

    @Override
    public String toString() {
        return template();
    }
}
