package dev.downbeat.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A declared parameter of a DAG.
///
/// @param schema its JSON Schema (draft 2020-12) without `default`
/// @param required no default: the trigger has to give a value
/// @param defaultValue a JSON value; null when required or when the default is null
public record ParamSpec(
        String name,
        Map<String, @Nullable Object> schema,
        boolean required,
        @Nullable Object defaultValue) {
    // Written out: javac drops type annotations from the parameters of a compact constructor.
    public ParamSpec(
            String name, Map<String, @Nullable Object> schema, boolean required, @Nullable Object defaultValue) {
        this.name = name;
        this.schema = Values.freezeMap(schema);
        this.required = required;
        this.defaultValue = Values.freeze(defaultValue);
    }
}
