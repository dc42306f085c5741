package dev.downbeat.authoring.schema;

import static dev.downbeat.authoring.schema.ShapeSchemas.TEMPLATE;
import static dev.downbeat.authoring.schema.ShapeSchemas.anyOf;
import static dev.downbeat.authoring.schema.ShapeSchemas.object;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.authoring.shape.Shapes;
import dev.downbeat.authoring.yaml.DagKeys;
import dev.downbeat.authoring.yaml.TaskKeys;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.sdk.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The JSON Schema of a DAG file, draft 2020-12: for completion and checks in editors. It tells what can be
/// told of the form alone; names that have to exist, cron expressions and templates are checked by the
/// reader.
public final class JsonSchemas {
    private static final String TASK_NAME = "^[A-Za-z0-9_][A-Za-z0-9_-]*$";
    private static final String DAG_NAME = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$";
    private static final String DURATION = "^\\s*(P[0-9DTHMS.+-]+|([0-9]+(\\.[0-9]+)?(ms|s|m|h|d|w))+)\\s*$";
    private static final List<String> TYPES =
            List.of("string", "number", "integer", "boolean", "array", "object", "null");

    /// Who is told of what, by key.
    private static final Map<String, Map<String, @Nullable Object>> NOTIFIERS =
            Arrays.stream(AlertEvent.values()).collect(Collectors.toMap(AlertEvent::key, _ -> ref("notifiers")));

    /// What the keys of tasks hold that their types do not tell.
    private static final Map<String, Map<String, @Nullable Object>> INSTEAD = instead();

    private final Operators operators;
    private final ShapeSchemas plain = new ShapeSchemas(false);

    private JsonSchemas(Operators operators) {
        this.operators = operators;
    }

    /// As JSON, indented, with a line break at the end; the same operators give the same text.
    public static String text(Operators operators) {
        return Json.pretty(dag(operators)) + "\n";
    }

    /// As plain values ([dev.downbeat.model.Values]).
    public static Map<String, @Nullable Object> dag(Operators operators) {
        return new JsonSchemas(operators).document();
    }

    private static Map<String, Map<String, @Nullable Object>> instead() {
        var instead = new LinkedHashMap<>(NOTIFIERS);
        instead.put("needs", ref("needs"));
        instead.put("each", ref("list"));
        instead.put("cross", lists());
        instead.put("zip", lists());
        instead.put("zip_longest", lists());
        return instead;
    }

    /// A notifier with its settings, or its name alone.
    private Map<String, @Nullable Object> notifier(ShapeSchemas settings) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        var bare = new ArrayList<String>();
        for (String type : operators.notifiers()) {
            Shape.Fields shape = operators.notifierShape(type).orElseThrow();
            boolean alike = operators.shape(type).filter(shape::equals).isPresent();
            properties.put(type, alike ? ref("operator." + type) : settings(settings, shape));
            if (shape.fields().stream().noneMatch(Shape.Field::required)) {
                bare.add(type);
            }
        }
        return anyOf(List.of(oneOf(properties), object("enum", bare)));
    }

    /// A sensor with its settings.
    private Map<String, @Nullable Object> sensor() {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        operators.watches().forEach(type -> properties.put(type, ref("operator." + type)));
        return oneOf(properties);
    }

    /// An object with just one of these.
    private static Map<String, @Nullable Object> oneOf(Map<String, @Nullable Object> properties) {
        Map<String, @Nullable Object> one = object("type", "object");
        one.put("properties", properties);
        one.put("minProperties", 1);
        one.put("maxProperties", 1);
        one.put("additionalProperties", false);
        return one;
    }

    private static Map<String, @Nullable Object> mapOf(String definition) {
        Map<String, @Nullable Object> map = object("type", "object");
        map.put("additionalProperties", ref(definition));
        return map;
    }

    private Map<String, @Nullable Object> document() {
        Shape.Fields dag = Shapes.of(DagKeys.class);
        Map<String, @Nullable Object> document = object("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("title", "A Downbeat DAG");
        Map<String, Map<String, @Nullable Object>> instead = new LinkedHashMap<>();
        instead.put("id", text(DAG_NAME));
        instead.put("schedule", schedule());
        instead.put("params", mapOf("param"));
        instead.put("watches", mapOf("sensor"));
        instead.put("tasks", ref("tasks"));
        instead.put("defaults", plain.record(Shapes.of(DagKeys.DefaultKeys.class), NOTIFIERS));
        instead.putAll(NOTIFIERS);
        document.putAll(plain.record(dag, instead));
        document.put("$defs", definitions());
        return document;
    }

    private Map<String, @Nullable Object> definitions() {
        var definitions = new LinkedHashMap<String, @Nullable Object>();
        definitions.put("tasks", tasks());
        definitions.put("task", task());
        definitions.put("group", group());
        definitions.put("needs", needs());
        definitions.put("list", anyOf(List.of(object("type", List.of("array", "object")), TEMPLATE)));
        definitions.put("param", param());
        definitions.put("duration", duration());
        Map<String, @Nullable Object> template = object("description", "A text with a template.");
        template.putAll(text("\\{[{%#]"));
        definitions.put("template", template);
        var settings = new ShapeSchemas(true);
        for (String type : operators.types()) {
            definitions.put(
                    "operator." + type, settings(settings, operators.shape(type).orElseThrow()));
        }
        definitions.put("notifier", notifier(settings));
        definitions.put("sensor", sensor());
        Map<String, @Nullable Object> many = object("type", "array");
        many.put("items", ref("notifier"));
        definitions.put("notifiers", anyOf(List.of(ref("notifier"), many)));
        return definitions;
    }

    private static Map<String, @Nullable Object> settings(ShapeSchemas schemas, Shape.Fields shape) {
        Map<String, @Nullable Object> schema = schemas.of(shape);
        boolean bare = shape.fields().stream().noneMatch(Shape.Field::required);
        Map<String, @Nullable Object> described = object("description", shape.doc());
        described.putAll(bare ? anyOf(List.of(schema, object("type", "null"))) : schema);
        return described;
    }

    private static Map<String, @Nullable Object> tasks() {
        Map<String, @Nullable Object> schema = object("type", "object");
        schema.put("minProperties", 1);
        schema.put("propertyNames", object("pattern", TASK_NAME));
        Map<String, @Nullable Object> node = object("type", "object");
        node.put("if", object("required", List.of("group")));
        node.put("then", ref("group"));
        node.put("else", ref("task"));
        schema.put("additionalProperties", node);
        return schema;
    }

    private Map<String, @Nullable Object> task() {
        Map<String, @Nullable Object> schema = plain.record(Shapes.of(TaskKeys.class), INSTEAD);
        var properties = new LinkedHashMap<String, @Nullable Object>();
        if (schema.get("properties") instanceof Map<?, ?> keys) {
            keys.forEach((key, value) -> properties.put(String.valueOf(key), value));
        }
        operators.types().forEach(type -> properties.put(type, ref("operator." + type)));
        schema.put("properties", properties);
        schema.put(
                "oneOf",
                operators.types().stream()
                        .map(type -> object("required", List.of(type)))
                        .toList());
        return schema;
    }

    private Map<String, @Nullable Object> group() {
        Shape.Fields keys = Shapes.of(TaskKeys.class);
        var properties = new LinkedHashMap<String, @Nullable Object>();
        for (String name : TaskKeys.OF_A_GROUP) {
            keys.field(name).ifPresent(field -> properties.put(name, plain.field(field, INSTEAD.get(name))));
        }
        properties.put("group", plain.record(Shapes.of(TaskKeys.GroupKeys.class), Map.of("tasks", ref("tasks"))));
        Map<String, @Nullable Object> schema = object("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.of("group"));
        schema.put("additionalProperties", false);
        return schema;
    }

    /// Lists by name.
    private static Map<String, @Nullable Object> lists() {
        Map<String, @Nullable Object> names = object("type", "object");
        names.put("minProperties", 1);
        names.put("additionalProperties", ref("list"));
        return names;
    }

    private static Map<String, @Nullable Object> needs() {
        Map<String, @Nullable Object> many = object("type", "array");
        many.put("items", object("type", List.of("string", "number", "boolean")));
        Map<String, @Nullable Object> labelled = object("type", "object");
        labelled.put("additionalProperties", object("type", List.of("string", "number", "boolean", "null")));
        return anyOf(List.of(object("type", List.of("string", "number", "boolean", "null")), many, labelled));
    }

    private Map<String, @Nullable Object> schedule() {
        Map<String, @Nullable Object> schema = plain.record(Shapes.of(DagKeys.ScheduleKeys.class), Map.of());
        schema.put(
                "anyOf",
                List.of(
                        object("required", List.of("cron")),
                        object("required", List.of("every")),
                        object("required", List.of("once"))));
        return schema;
    }

    /// Only the keywords people use are spelt out; any of JSON Schema is taken.
    private static Map<String, @Nullable Object> param() {
        Map<String, @Nullable Object> types = object("type", "array");
        types.put("items", object("enum", TYPES));
        var properties = new LinkedHashMap<String, @Nullable Object>();
        properties.put("type", anyOf(List.of(object("enum", TYPES), types)));
        Map<String, @Nullable Object> byDefault = new LinkedHashMap<>();
        byDefault.put("description", "The value when a run is given none; without it, a run has to be given one.");
        properties.put("default", byDefault);
        properties.put("description", object("type", "string"));
        properties.put("enum", object("type", "array"));
        properties.put("minimum", object("type", "number"));
        properties.put("maximum", object("type", "number"));
        properties.put("pattern", object("type", "string"));
        Map<String, @Nullable Object> schema = object("type", "object");
        schema.put("properties", properties);
        return anyOf(List.of(schema, object("type", List.of("string", "number", "boolean", "array", "null"))));
    }

    private static Map<String, @Nullable Object> duration() {
        Map<String, @Nullable Object> schema = object("description", "A duration such as 500ms, 30s, 5m, 1h30m, 2d.");
        schema.putAll(text(DURATION));
        return schema;
    }

    private static Map<String, @Nullable Object> text(String pattern) {
        Map<String, @Nullable Object> schema = object("type", "string");
        schema.put("pattern", pattern);
        return schema;
    }

    private static Map<String, @Nullable Object> ref(String definition) {
        return object("$ref", "#/$defs/" + definition);
    }
}
