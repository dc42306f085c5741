package dev.downbeat.authoring.schema;

import dev.downbeat.authoring.shape.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// JSON Schemas of shapes: what the reader of YAML takes, no less and no more.
final class ShapeSchemas {
    /// Wherever a template may stand; the definition belongs to the document around.
    static final Map<String, @Nullable Object> TEMPLATE = Map.of("$ref", "#/$defs/template");
    static final Map<String, @Nullable Object> DURATION = Map.of("$ref", "#/$defs/duration");

    private final boolean templates;

    /// @param templates whether a text with a template may stand for any value
    ShapeSchemas(boolean templates) {
        this.templates = templates;
    }

    Map<String, @Nullable Object> of(Shape shape) {
        Map<String, @Nullable Object> own = bare(shape);
        boolean takesText = shape instanceof Shape.Text || shape instanceof Shape.Any;
        return templates && !takesText ? anyOf(List.of(own, TEMPLATE)) : own;
    }

    private Map<String, @Nullable Object> bare(Shape shape) {
        return switch (shape) {
            case Shape.Text _ -> object("type", List.of("string", "number", "boolean"));
            case Shape.Whole _ -> object("type", "integer");
            case Shape.Real _ -> object("type", "number");
            case Shape.Flag _ -> object("type", "boolean");
            case Shape.Time _ -> DURATION;
            case Shape.Choice choice -> choice(choice);
            case Shape.ListOf list -> anyOf(List.of(array(list), of(list.item())));
            case Shape.MapOf map -> {
                Map<String, @Nullable Object> schema = object("type", "object");
                schema.put("additionalProperties", of(map.value()));
                yield schema;
            }
            case Shape.Any _ -> new LinkedHashMap<>();
            case Shape.Fields fields -> fields(fields);
        };
    }

    private Map<String, @Nullable Object> array(Shape.ListOf list) {
        Map<String, @Nullable Object> schema = object("type", "array");
        schema.put("items", of(list.item()));
        return schema;
    }

    /// The words in lower case are offered; the reader takes any case.
    private static Map<String, @Nullable Object> choice(Shape.Choice choice) {
        var anyCase = new StringBuilder();
        String.join("|", choice.of()).chars().forEach(c -> {
            String letter = Character.toString(c);
            anyCase.append(Character.isLetter(c) ? "[" + letter + letter.toUpperCase(Locale.ROOT) + "]" : letter);
        });
        Map<String, @Nullable Object> pattern = object("type", "string");
        pattern.put("pattern", "^(" + anyCase + ")$");
        return anyOf(List.of(object("enum", choice.of()), pattern));
    }

    private Map<String, @Nullable Object> fields(Shape.Fields shape) {
        Map<String, @Nullable Object> schema = record(shape, Map.of());
        return shape.shorthand()
                .map(field -> anyOf(List.of(schema, shorthand(field.shape()))))
                .orElse(schema);
    }

    /// Never a mapping: that is read as the record itself.
    private Map<String, @Nullable Object> shorthand(Shape shape) {
        return shape instanceof Shape.ListOf list && list.item() instanceof Shape.Fields ? array(list) : of(shape);
    }

    /// The mapping of a record.
    ///
    /// @param instead schemas for fields that the shape says too little about, by name
    Map<String, @Nullable Object> record(Shape.Fields shape, Map<String, Map<String, @Nullable Object>> instead) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        shape.fields().forEach(field -> properties.put(field.name(), field(field, instead.get(field.name()))));
        List<String> required = shape.fields().stream()
                .filter(Shape.Field::required)
                .map(Shape.Field::name)
                .toList();
        Map<String, @Nullable Object> schema = object("type", "object");
        if (!shape.doc().isEmpty()) {
            schema.put("description", shape.doc());
        }
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    /// With its description and default; null stands for "left out" where it may be left out.
    Map<String, @Nullable Object> field(Shape.Field field, @Nullable Map<String, @Nullable Object> instead) {
        var schema = new LinkedHashMap<String, @Nullable Object>();
        if (!field.doc().isEmpty()) {
            schema.put("description", field.doc());
        }
        Map<String, @Nullable Object> value = instead == null ? of(field.shape()) : instead;
        if (field.required() || value.isEmpty()) {
            schema.putAll(value);
        } else {
            schema.putAll(anyOf(List.of(value, object("type", "null"))));
        }
        if (field.defaultText() != null) {
            schema.put("default", parse(field.defaultText()));
        }
        return schema;
    }

    /// One of several, without nesting.
    static Map<String, @Nullable Object> anyOf(List<Map<String, @Nullable Object>> alternatives) {
        var flat = new ArrayList<@Nullable Object>();
        for (Map<String, @Nullable Object> alternative : alternatives) {
            if (alternative.size() == 1 && alternative.get("anyOf") instanceof List<?> inner) {
                inner.stream().filter(one -> !flat.contains(one)).forEach(flat::add);
            } else if (!flat.contains(alternative)) {
                flat.add(alternative);
            }
        }
        return object("anyOf", flat);
    }

    static Map<String, @Nullable Object> object(String key, Object value) {
        var schema = new LinkedHashMap<String, @Nullable Object>();
        schema.put(key, value);
        return schema;
    }

    private static @Nullable Object parse(String yaml) {
        var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        return Objects.requireNonNullElse(new Load(settings).loadFromString(yaml), "");
    }
}
