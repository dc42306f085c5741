package dev.downbeat.authoring.params;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.downbeat.model.Excerpt;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks values by JSON Schema, draft 2020-12.
public final class ParamSchema {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final List<String> TYPES =
            List.of("string", "number", "integer", "boolean", "array", "object", "null");

    private ParamSchema() {}

    /// What is wrong with the value, a sentence each; empty when nothing is.
    public static List<String> mistakes(ParamSpec param, @Nullable Object value) {
        Schema schema = REGISTRY.getSchema(Json.write(param.schema()), InputFormat.JSON);
        return schema.validate(Json.write(value), InputFormat.JSON).stream()
                .map(error -> sentence(value, error))
                .toList();
    }

    /// What is wrong with the schema itself; empty when nothing is.
    public static List<String> schemaMistakes(Map<String, @Nullable Object> schema) {
        List<?> types = schema.get("type") instanceof List<?> many ? many : one(schema.get("type"));
        for (Object type : types) {
            if (!TYPES.contains(String.valueOf(type))) {
                return List.of("'%s' is not a type: use one of %s".formatted(type, String.join(", ", TYPES)));
            }
        }
        Schema metaschema = REGISTRY.getSchema(
                com.networknt.schema.SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        return metaschema.validate(Json.write(schema), InputFormat.JSON).stream()
                .map(error -> "%s: %s".formatted(error.getInstanceLocation(), error.getMessage()))
                .toList();
    }

    private static List<Object> one(@Nullable Object type) {
        return type == null ? List.of() : List.of(type);
    }

    private static String sentence(@Nullable Object value, Error error) {
        String where = error.getInstanceLocation().toString();
        String what = Excerpt.of(Json.write(value), 60);
        return where.isEmpty() || where.equals("$")
                ? "%s: %s".formatted(what, error.getMessage())
                : "%s at %s: %s".formatted(what, where, error.getMessage());
    }
}
