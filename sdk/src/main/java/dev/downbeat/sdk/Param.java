package dev.downbeat.sdk;

import dev.downbeat.model.ParamSpec;
import dev.downbeat.model.TaskId;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A declared param as an input. Its methods add constraints of JSON Schema, which are checked when a run is
/// triggered.
public final class Param<T> implements Ref<T> {
    private static final String NAME = "[A-Za-z_]\\w*";

    private final Draft draft;
    private final Type type;
    private ParamSpec spec;

    private Param(Draft draft, Type type, ParamSpec spec) {
        this.draft = draft;
        this.type = type;
        this.spec = spec;
        if (!spec.name().matches(NAME)) {
            throw Refusal.of("param '%s' is not allowed: use letters, digits and '_'".formatted(spec.name()));
        }
        if (draft.hasParam(spec.name())) {
            throw Refusal.of("two params are called '%s'".formatted(spec.name()));
        }
        draft.param(spec);
    }

    static <T> Param<T> optional(Draft draft, String name, T byDefault) {
        Class<?> type = byDefault instanceof Enum<?> constant ? constant.getDeclaringClass() : byDefault.getClass();
        Object plain = draft.values().plain(byDefault, type);
        return new Param<>(draft, type, new ParamSpec(name, schema(type), false, plain));
    }

    static <T> Param<T> required(Draft draft, String name, Class<T> type) {
        return new Param<>(draft, type, new ParamSpec(name, schema(type), true, null));
    }

    public String name() {
        return spec.name();
    }

    /// What it is for; shown beside the field of the trigger form.
    public Param<T> description(String text) {
        return constraint("description", text);
    }

    /// The least number that is allowed.
    public Param<T> minimum(Number least) {
        return constraint("minimum", least);
    }

    /// The greatest number that is allowed.
    public Param<T> maximum(Number greatest) {
        return constraint("maximum", greatest);
    }

    /// A regular expression that the text has to match somewhere; anchor it by `^` and `$`.
    public Param<T> pattern(String regex) {
        return constraint("pattern", regex);
    }

    /// The only values that are allowed.
    @SafeVarargs
    public final Param<T> oneOf(T... values) {
        var allowed = new ArrayList<@Nullable Object>();
        for (T value : values) {
            allowed.add(draft.values().plain(value, value.getClass()));
        }
        return constraint("enum", allowed);
    }

    /// Any other keyword of JSON Schema (draft 2020-12): `constraint("maxLength", 20)`.
    public Param<T> constraint(String keyword, Object value) {
        var schema = new LinkedHashMap<String, @Nullable Object>(spec.schema());
        schema.put(keyword, value);
        spec = Refusal.asBadDag(() -> new ParamSpec(spec.name(), schema, spec.required(), spec.defaultValue()));
        draft.param(spec);
        return this;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public Set<TaskId> tasks() {
        return Set.of();
    }

    @Override
    public String template() {
        return TemplateText.expression("params." + name());
    }

    @Override
    public String toString() {
        return template();
    }

    private static Map<String, @Nullable Object> schema(Class<?> type) {
        var schema = new LinkedHashMap<String, @Nullable Object>();
        schema.put("type", jsonType(type));
        if (type == LocalDate.class) {
            schema.put("format", "date");
        } else if (type == Instant.class) {
            schema.put("format", "date-time");
        } else if (type.isEnum()) {
            schema.put(
                    "enum",
                    Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
        }
        return schema;
    }

    private static String jsonType(Class<?> type) {
        if (type == Boolean.class || type == boolean.class) {
            return "boolean";
        }
        if (Set.of(Double.class, double.class, Float.class, float.class, BigDecimal.class)
                .contains(type)) {
            return "number";
        }
        if (Number.class.isAssignableFrom(type)
                || type == BigInteger.class
                || (type.isPrimitive() && type != char.class)) {
            return "integer";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "array";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "object" : "string";
    }
}
