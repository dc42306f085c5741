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
    public ParamSpec {
        schema = Values.freezeMap(schema);
        defaultValue = Values.freeze(defaultValue);
    }
}
