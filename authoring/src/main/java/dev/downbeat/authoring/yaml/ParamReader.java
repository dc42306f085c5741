package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.params.ParamSchema;
import dev.downbeat.model.ParamSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/// Reads `params`: each a JSON Schema with a `default`, or just its default.
final class ParamReader {
    private final Problems problems;

    ParamReader(Problems problems) {
        this.problems = problems;
    }

    /// @param scheduled whether runs start by themselves, with nobody to give values
    SequencedMap<String, ParamSpec> read(MappingNode params, boolean scheduled) {
        var specs = new LinkedHashMap<String, ParamSpec>();
        for (NodeTuple entry : params.getValue()) {
            String name = Document.key(entry);
            ParamSpec spec = param(name, entry.getValueNode());
            specs.put(name, spec);
            check(entry, spec);
            if (scheduled && spec.required()) {
                problems.add(
                        entry.getKeyNode(),
                        "param '%s' has no default, but the DAG runs by itself".formatted(name),
                        "add default");
            }
        }
        return specs;
    }

    private ParamSpec param(String name, Node node) {
        Object value = Document.plain(node);
        if (!(value instanceof Map<?, ?> given)) {
            return new ParamSpec(name, schemaOf(value), false, value);
        }
        var schema = new LinkedHashMap<String, @Nullable Object>();
        given.forEach((key, keyword) -> schema.put(String.valueOf(key), keyword));
        boolean required = !schema.containsKey("default");
        Object byDefault = schema.remove("default");
        return new ParamSpec(name, schema, required, byDefault);
    }

    private static Map<String, @Nullable Object> schemaOf(@Nullable Object value) {
        String type = switch (value) {
            case null -> "";
            case Boolean _ -> "boolean";
            case Double _ -> "number";
            case Number _ -> "integer";
            case List<?> _ -> "array";
            default -> "string";
        };
        return type.isEmpty() ? Map.of() : Map.of("type", type);
    }

    private void check(NodeTuple entry, ParamSpec spec) {
        Node where = entry.getValueNode();
        List<String> wrong = ParamSchema.schemaMistakes(spec.schema());
        if (!wrong.isEmpty()) {
            Node at = where instanceof MappingNode map
                    ? Document.value(map, "type").orElse(where)
                    : where;
            problems.add(at, "param '%s': %s".formatted(spec.name(), wrong.getFirst()));
        } else if (!spec.required()) {
            Node at = where instanceof MappingNode map
                    ? Document.value(map, "default").orElse(where)
                    : where;
            for (String mistake : ParamSchema.mistakes(spec, spec.defaultValue())) {
                problems.add(
                        at, "the default of param '%s' does not fit its schema: %s".formatted(spec.name(), mistake));
            }
        }
    }
}
