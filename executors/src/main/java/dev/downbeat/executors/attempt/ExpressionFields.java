package dev.downbeat.executors.attempt;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.downbeat.sdk.operator.Expression;
import dev.downbeat.sdk.operator.Shorthand;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Renders an operator's settings but for its [Expression] components, which the operator evaluates itself: a
/// text with braces in one of these is not a template.
final class ExpressionFields {
    private ExpressionFields() {}

    /// Whether a settings record has such components, at any depth.
    static boolean in(Type type) {
        return in(type, new HashSet<>());
    }

    /// @param seen records may hold records of their own kind
    private static boolean in(Type type, Set<Type> seen) {
        if (type instanceof Class<?> record && record.isRecord()) {
            return seen.add(type)
                    && Stream.of(record.getRecordComponents())
                            .anyMatch(component -> component.isAnnotationPresent(Expression.class)
                                    || in(component.getGenericType(), seen));
        }
        return itemType(type).map(item -> in(item, seen)).orElse(false);
    }

    /// @param value  settings for something of this type, by their YAML names
    /// @param render for all else
    static @Nullable Object renderAround(@Nullable Object value, Type type, UnaryOperator<@Nullable Object> render) {
        if (type instanceof Class<?> record && record.isRecord()) {
            return value instanceof Map<?, ?> map ? fields(map, record, render) : shorthand(value, record, render);
        }
        Optional<Type> itemType = itemType(type);
        if (itemType.isPresent() && value instanceof Collection<?> items) {
            var rendered = new ArrayList<@Nullable Object>(items.size());
            items.forEach(item -> rendered.add(renderAround(item, itemType.get(), render)));
            return rendered;
        }
        return itemType.isPresent() ? renderAround(value, itemType.get(), render) : render.apply(value);
    }

    private static Map<String, @Nullable Object> fields(
            Map<?, ?> map, Class<?> record, UnaryOperator<@Nullable Object> render) {
        var rendered = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            Optional<RecordComponent> component = Stream.of(record.getRecordComponents())
                    .filter(candidate -> yamlName(candidate).equals(name))
                    .findFirst();
            rendered.put(name, component.isEmpty() ? render.apply(value) : field(value, component.get(), render));
        });
        return rendered;
    }

    private static @Nullable Object shorthand(
            @Nullable Object value, Class<?> record, UnaryOperator<@Nullable Object> render) {
        Optional<RecordComponent> component = Stream.of(record.getRecordComponents())
                .filter(candidate -> candidate.isAnnotationPresent(Shorthand.class))
                .findFirst();
        return component.isEmpty() ? render.apply(value) : field(value, component.get(), render);
    }

    private static @Nullable Object field(
            @Nullable Object value, RecordComponent component, UnaryOperator<@Nullable Object> render) {
        return component.isAnnotationPresent(Expression.class)
                ? value
                : renderAround(value, component.getGenericType(), render);
    }

    private static Optional<Type> itemType(Type type) {
        return type instanceof ParameterizedType generic
                        && generic.getRawType() instanceof Class<?> raw
                        && Collection.class.isAssignableFrom(raw)
                ? Optional.of(generic.getActualTypeArguments()[0])
                : Optional.empty();
    }

    private static String yamlName(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given == null
                ? component.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT)
                : given.value();
    }
}
