package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.Shape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// A YAML text as nodes, and nodes as plain values.
final class Document {
    private static final int MOST_NODES = 200_000;
    private static final int DEEPEST = 100;
    private static final Map<Tag, ConstructNode> SCALARS = new CoreSchema().getSchemaTagConstructors();

    private Document() {}

    /// The file's one mapping; empty when there is none, with the reason among the problems.
    static Optional<MappingNode> read(String text, Problems problems) {
        try {
            var settings = LoadSettings.builder()
                    .setAllowDuplicateKeys(true)
                    .setSchema(new CoreSchema())
                    .build();
            Iterator<Node> documents =
                    new Compose(settings).composeAllFromString(text).iterator();
            if (!documents.hasNext()) {
                problems.add(Place.START, "the file is empty", "a DAG needs at least 'id' and 'tasks'");
                return Optional.empty();
            }
            Node first = documents.next();
            if (documents.hasNext()) {
                problems.add(documents.next(), "a second document begins here", "write one DAG in a file");
            }
            return mapping(first, problems);
        } catch (MarkedYamlEngineException e) {
            Place place =
                    e.getProblemMark().or(e::getContextMark).map(Place::of).orElse(Place.START);
            problems.add(place, "this is not YAML: " + explained(e), hint(text, place));
        } catch (YamlEngineException | StackOverflowError e) {
            problems.add(Place.START, "this is not YAML: " + firstLine(e), "");
        }
        return Optional.empty();
    }

    private static Optional<MappingNode> mapping(Node root, Problems problems) {
        if (root instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL)) {
            problems.add(Place.START, "the file is empty", "a DAG needs at least 'id' and 'tasks'");
        } else if (!(root instanceof MappingNode mapping)) {
            problems.add(root, "a DAG is a mapping with 'id' and 'tasks'");
        } else if (!countable(root, new int[] {MOST_NODES}, 0)) {
            problems.add(root, "the file is too large or too deep to be a DAG (%d values)".formatted(MOST_NODES));
        } else {
            return Optional.of(mapping);
        }
        return Optional.empty();
    }

    /// Aliases may blow a small file up.
    private static boolean countable(Node node, int[] left, int depth) {
        if (--left[0] < 0 || depth > DEEPEST) {
            return false;
        }
        return switch (node) {
            case MappingNode map ->
                map.getValue().stream()
                        .allMatch(entry -> countable(entry.getKeyNode(), left, depth + 1)
                                && countable(entry.getValueNode(), left, depth + 1));
            case SequenceNode list -> list.getValue().stream().allMatch(item -> countable(item, left, depth + 1));
            default -> true;
        };
    }

    private static String explained(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? firstLine(e) : e.getProblem();
        return problem.replace("\\t(TAB)", "tab");
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be read");
    }

    private static String hint(String text, Place place) {
        String line = text.lines().skip(place.line() - 1L).findFirst().orElse("");
        return line.stripTrailing().contains("\t") ? "YAML is indented with spaces, never with tabs" : "";
    }

    /// The node as a plain value. Of a key that stands twice the later one counts.
    static @Nullable Object plain(Node node) {
        return switch (node) {
            case MappingNode map -> {
                var values = new LinkedHashMap<String, @Nullable Object>();
                for (NodeTuple entry : map.getValue()) {
                    values.put(key(entry), plain(entry.getValueNode()));
                }
                yield values;
            }
            case SequenceNode list -> {
                List<@Nullable Object> values = new ArrayList<>();
                list.getValue().forEach(item -> values.add(plain(item)));
                yield values;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new IllegalArgumentException("not a value: " + node.getNodeType());
        };
    }

    private static @Nullable Object scalar(ScalarNode scalar) {
        ConstructNode constructor = SCALARS.get(scalar.getTag());
        if (constructor == null || scalar.getTag().equals(Tag.STR)) {
            return scalar.getValue();
        }
        Object value = constructor.construct(scalar);
        return value instanceof Float number ? Double.valueOf(number) : value;
    }

    /// The node as the settings of an operator: a single value is that of the shape's shorthand.
    static Map<String, @Nullable Object> settings(Node node, Shape.Fields shape) {
        var settings = new LinkedHashMap<String, @Nullable Object>();
        if (node instanceof MappingNode map) {
            map.getValue().forEach(entry -> settings.put(key(entry), plain(entry.getValueNode())));
        } else {
            shape.shorthand().ifPresent(field -> settings.put(field.name(), plain(node)));
        }
        return settings;
    }

    static String key(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode scalar
                ? scalar.getValue()
                : entry.getKeyNode().toString();
    }

    /// The value under a key; the last one when the key stands twice.
    static Optional<Node> value(MappingNode map, String key) {
        return entry(map, key).map(NodeTuple::getValueNode);
    }

    static Optional<NodeTuple> entry(MappingNode map, String key) {
        return map.getValue().stream().filter(entry -> key(entry).equals(key)).reduce((_, later) -> later);
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }
}
