package dev.downbeat.server;

import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.RepairViews;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunType;
import dev.downbeat.model.TaskState;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// JSON Schemas of the records that go over the wire, as their JSON is written: snake_case names, what may be
/// null from `@Nullable`, states and kinds with the model's words.
final class OpenApiSchemas {
    /// Words that stand as text in the records, by record and component.
    private static final Map<String, List<String>> WORDS = Map.of(
            "AlertView.event", AlertEvent.words(),
            "AlertView.state", List.of("pending", "sent", "failed"),
            "RunSummary.state", words(DagRunState.values(), DagRunState::word),
            "RunSummary.type", words(RunType.values(), RunType::word),
            "TaskView.state", words(TaskState.values(), TaskState::word),
            "AttemptView.outcome",
                    Stream.concat(words(TaskState.values(), TaskState::word).stream(), Stream.of("lost", "stopped"))
                            .toList(),
            "ProblemDocument.code", words(ErrorCode.values(), ErrorCode::name));

    /// What comes in, with a default for everything that is left out.
    private static final Set<Class<?>> INPUT = Set.of(
            RepairViews.BulkRequest.class,
            RepairViews.CancelTasksRequest.class,
            RepairViews.ClearRequest.class,
            RepairViews.MarkRequest.class,
            RepairViews.MarkRunRequest.class,
            RepairViews.NoteRequest.class,
            RepairViews.RunFilter.class,
            RepairViews.TaskSelection.class);

    private final Map<String, Object> components = new TreeMap<>();

    /// All records met so far, by name.
    Map<String, Object> components() {
        return components;
    }

    static List<String> words(String record, String component) {
        return WORDS.getOrDefault(record + "." + component, List.of());
    }

    Map<String, Object> of(AnnotatedType type) {
        return of(type, Map.of());
    }

    private Map<String, Object> of(AnnotatedType type, Map<String, AnnotatedType> variables) {
        if (type.getType() instanceof TypeVariable<?> variable && variables.containsKey(variable.getName())) {
            return of(variables.get(variable.getName()), variables);
        }
        Map<String, Object> schema = plain(type, variables);
        return type.isAnnotationPresent(Nullable.class) ? nullable(schema) : schema;
    }

    private Map<String, Object> plain(AnnotatedType type, Map<String, AnnotatedType> variables) {
        if (!(type instanceof AnnotatedParameterizedType generic)) {
            return simple(type.getType());
        }
        AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
        Class<?> raw = (Class<?>) ((ParameterizedType) generic.getType()).getRawType();
        if (raw == List.class) {
            return ordered("type", "array", "items", of(arguments[0], variables));
        }
        if (raw == Map.class) {
            return ordered("type", "object", "additionalProperties", of(arguments[1], variables));
        }
        var item = (Class<?>) arguments[0].getType();
        return record(raw, item.getSimpleName() + raw.getSimpleName(), Map.of("T", arguments[0]));
    }

    Map<String, Object> simple(Type type) {
        return switch (type.getTypeName()) {
            case "int", "java.lang.Integer" -> ordered("type", "integer", "format", "int32");
            case "long", "java.lang.Long" -> ordered("type", "integer", "format", "int64");
            case "boolean", "java.lang.Boolean" -> ordered("type", "boolean");
            case "java.lang.String" -> ordered("type", "string");
            case "java.time.Instant" -> ordered("type", "string", "format", "date-time");
            case "java.lang.Object" -> new LinkedHashMap<>();
            default -> own((Class<?>) type);
        };
    }

    private Map<String, Object> own(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        return constants == null
                ? record(type, type.getSimpleName(), Map.of())
                : ordered(
                        "type",
                        "string",
                        "enum",
                        Stream.of(constants).map(String::valueOf).toList());
    }

    private Map<String, Object> record(Class<?> record, String name, Map<String, AnnotatedType> variables) {
        if (!components.containsKey(name)) {
            var properties = new LinkedHashMap<String, Object>();
            var required = new ArrayList<String>();
            var schema = ordered("type", "object", "properties", properties, "required", required);
            components.put(name, schema);
            boolean input = record.getEnclosingClass() == DagController.class
                    || record == PoolChange.class
                    || record == BackfillRequest.class
                    || INPUT.contains(record);
            for (RecordComponent component : record.getRecordComponents()) {
                Map<String, Object> property = of(component.getAnnotatedType(), variables);
                List<String> words = words(record.getSimpleName(), component.getName());
                if (!words.isEmpty()) {
                    property.put("enum", words);
                }
                properties.put(snake(component.getName()), property);
                boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                boolean hasDefault = INPUT.contains(record);
                if (!hasDefault && (!optional || !(input || record == ProblemDocument.class))) {
                    required.add(snake(component.getName()));
                }
            }
            if (required.isEmpty()) {
                schema.remove("required");
            }
        }
        return ordered("$ref", "#/components/schemas/" + name);
    }

    private static Map<String, Object> nullable(Map<String, Object> schema) {
        if (schema.isEmpty()) {
            return schema;
        }
        if (schema.get("type") instanceof String type) {
            schema.put("type", List.of(type, "null"));
            return schema;
        }
        return ordered("anyOf", List.of(schema, ordered("type", "null")));
    }

    static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static String snake(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static <E> List<String> words(E[] values, java.util.function.Function<E, String> word) {
        return Arrays.stream(values).map(word).toList();
    }
}
