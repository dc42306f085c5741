package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.SettingsReader;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.authoring.shape.Shapes;
import dev.downbeat.authoring.yaml.TaskKeys.MapKeys;
import dev.downbeat.model.MapOptions;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskId;
import dev.downbeat.templates.Templates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads over what a task is mapped: its own keys, or those of the mapped group that it is in.
final class MappingReader {
    private static final Shape.Fields MAP = Shapes.of(MapKeys.class);
    private static final Pattern SHARE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%");

    private final Problems problems;
    private final TemplateChecker templates;
    private final TaskTree tree;
    private final Map<TaskId, List<Need>> needs;

    MappingReader(Problems problems, TemplateChecker templates, TaskTree tree, Map<TaskId, List<Need>> needs) {
        this.problems = problems;
        this.templates = templates;
        this.tree = tree;
        this.needs = needs;
    }

    /// A task or a group that may be mapped.
    ///
    /// @param checked the tasks whose turn begins with the items: all that they read has to come before these
    /// @param group   the path of the mapped group; empty for a task
    private record Subject(String words, Node key, MappingNode node, Set<TaskId> checked, String group) {}

    /// Only to be used when there are no problems afterwards.
    Mapping of(TaskTree.Task task) {
        String words = "task '%s'".formatted(task.id());
        Mapping own = mapping(new Subject(words, task.key(), task.node(), Set.of(task.id()), ""));
        List<TaskTree.Group> around = tree.around(task.id()).stream()
                .filter(group -> over(group.node()))
                .toList();
        if (around.isEmpty()) {
            return own;
        }
        TaskTree.Group group = around.getFirst();
        String path = group.group().path();
        if (around.size() > 1) {
            problems.add(
                    group.key(),
                    "group '%s' is mapped within group '%s', which is mapped too"
                            .formatted(path, around.get(1).group().path()),
                    "map the outer one over the combinations, with cross");
        }
        if (own.mapped()) {
            problems.add(
                    task.key(),
                    "task '%s' is mapped within group '%s', which is mapped too".formatted(task.id(), path),
                    "in a mapped group each task has one instance for each item of the group");
        }
        return mapping(new Subject("group '%s'".formatted(path), group.key(), group.node(), firsts(path), path));
    }

    private static boolean over(MappingNode node) {
        return TaskKeys.OVER.stream().anyMatch(key -> Document.entry(node, key).isPresent());
    }

    private Set<TaskId> firsts(String group) {
        Set<TaskId> inside = tree.inGroup(group);
        var firsts = new TreeSet<>(inside);
        firsts.removeIf(
                id -> needs.getOrDefault(id, List.of()).stream().map(Need::task).anyMatch(inside::contains));
        return firsts;
    }

    private Mapping mapping(Subject subject) {
        var found = new ArrayList<Mapping>();
        for (String key : TaskKeys.OVER) {
            Document.entry(subject.node(), key)
                    .filter(entry -> !Document.isNull(entry.getValueNode()))
                    .flatMap(entry -> over(subject, key, entry))
                    .ifPresent(found::add);
        }
        Document.value(subject.node(), "along")
                .flatMap(node -> along(subject, node))
                .ifPresent(found::add);
        if (found.size() > 1) {
            problems.add(
                    subject.key(),
                    "%s has more than one of each, cross, zip, zip_longest and along".formatted(subject.words()));
        }
        Node options = Document.value(subject.node(), "map").orElse(null);
        if (found.isEmpty() && options != null) {
            problems.add(options, "%s is not mapped".formatted(subject.words()), "add each");
        }
        return found.isEmpty() ? Mapping.NONE : found.getFirst();
    }

    private Optional<Mapping> over(Subject subject, String key, NodeTuple entry) {
        var sources = new LinkedHashMap<String, Mapping.Source>();
        if (key.equals("each")) {
            sources.put("item", source(subject, key, entry.getValueNode()));
        } else if (entry.getValueNode() instanceof MappingNode map) {
            for (NodeTuple source : map.getValue()) {
                sources.put(Document.key(source), source(subject, Document.key(source), source.getValueNode()));
            }
        }
        if (sources.isEmpty()) {
            problems.add(entry.getKeyNode(), "%s needs the names of its lists".formatted(key));
            return Optional.empty();
        }
        var kind = Mapping.Kind.valueOf(key.toUpperCase(Locale.ROOT));
        return Optional.of(new Mapping.Over(kind, sources, options(subject, kind), subject.group()));
    }

    private Mapping.Source source(Subject subject, String name, Node node) {
        return switch (node) {
            case SequenceNode list ->
                new Mapping.Literal(list.getValue().stream()
                        .<@Nullable Object>map(Document::plain)
                        .toList());
            case MappingNode map -> new Mapping.Literal(entries(map));
            case ScalarNode scalar
            when Templates.isTemplate(scalar.getValue()) ->
                new Mapping.Template(scalar.getValue(), reads(subject, scalar, false));
            default -> {
                problems.add(
                        node,
                        "%s takes a list, or a template that yields one".formatted(name),
                        "write [a, b] or \"{{ outputs.list_files }}\"");
                yield new Mapping.Template("", Set.of());
            }
        };
    }

    private static List<@Nullable Object> entries(MappingNode map) {
        var entries = new ArrayList<@Nullable Object>();
        for (NodeTuple entry : map.getValue()) {
            var item = new LinkedHashMap<String, @Nullable Object>();
            item.put("key", Document.key(entry));
            item.put("value", Document.plain(entry.getValueNode()));
            entries.add(item);
        }
        return entries;
    }

    private Set<TaskId> reads(Subject subject, ScalarNode scalar, boolean mapped) {
        var reads = new TreeSet<TaskId>();
        subject.checked().forEach(task -> reads.addAll(templates.text(task, scalar, mapped)));
        return reads;
    }

    // Along

    private Optional<Mapping> along(Subject subject, Node node) {
        TaskId task = subject.checked().iterator().next();
        if (!(node instanceof ScalarNode scalar) || Document.isNull(node)) {
            return Optional.empty();
        }
        var named = tree.find(task.group(), scalar.getValue());
        if (named.isEmpty()) {
            return Optional.empty(); // reported among its needs
        }
        TaskTree.Task other = tree.tasks().get(new TaskId(named.get().path()));
        if (other == null || !mapped(other)) {
            problems.add(
                    node,
                    "%s goes along '%s', which is not a mapped task".formatted(subject.words(), scalar.getValue()),
                    "map that one with each, or this one");
            return Optional.empty();
        }
        MapOptions options = options(subject, Mapping.Kind.EACH);
        if (!options.equals(MapOptions.DEFAULT.withTolerance(options.tolerance()))) {
            problems.add(
                    Document.value(subject.node(), "map").orElse(node),
                    "of map, a task along another one takes tolerate alone",
                    "it has the instances of '%s'".formatted(scalar.getValue()));
        }
        return Optional.of(new Mapping.Along(other.id(), options));
    }

    private boolean mapped(TaskTree.Task task) {
        return over(task.node())
                || Document.entry(task.node(), "along").isPresent()
                || tree.around(task.id()).stream().anyMatch(group -> over(group.node()));
    }

    // Options

    private MapOptions options(Subject subject, Mapping.Kind kind) {
        if (!(Document.value(subject.node(), "map").orElse(null) instanceof MappingNode map) || !wellFormed(map)) {
            return MapOptions.DEFAULT;
        }
        MapKeys keys = SettingsReader.read(MapKeys.class, plain(map));
        Document.value(map, "index_name")
                .filter(ScalarNode.class::isInstance)
                .ifPresent(name -> reads(subject, (ScalarNode) name, true));
        if (keys.fill() != null && kind != Mapping.Kind.ZIP_LONGEST) {
            problems.add(Document.value(map, "fill").orElse(map), "map.fill is for zip_longest", "");
        }
        return MapOptions.DEFAULT
                .withBatch(positive(map, "batch", keys.batch()))
                .withMaxLength(positive(map, "max_map_length", keys.maxMapLength()))
                .withTolerance(tolerance(map, keys.tolerate()))
                .withFill(keys.fill())
                .withIndexName(keys.indexName());
    }

    /// What is wrong with the form is among the problems already.
    private static boolean wellFormed(MappingNode map) {
        var own = new Problems("");
        new NodeChecker(own, false).check(map, MAP, "map");
        return own.none();
    }

    private static Map<String, @Nullable Object> plain(MappingNode map) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        map.getValue().forEach(entry -> values.put(Document.key(entry), Document.plain(entry.getValueNode())));
        return values;
    }

    private int positive(MappingNode map, String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            problems.add(Document.value(map, key).orElse(map), "map.%s is 1 or more, not %d".formatted(key, value));
            return 0;
        }
        return value == null ? 0 : value;
    }

    private MapOptions.Tolerance tolerance(MappingNode map, @Nullable Object value) {
        try {
            if (value == null) {
                return MapOptions.Tolerance.NONE;
            }
            if (value instanceof Integer count) {
                return new MapOptions.Tolerance(count, 0);
            }
            Matcher share = SHARE.matcher(String.valueOf(value));
            if (share.matches()) {
                return new MapOptions.Tolerance(0, Double.parseDouble(share.group(1)));
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        problems.add(
                Document.value(map, "tolerate").orElse(map),
                "map.tolerate cannot be '%s'".formatted(value),
                "it is a number such as 5, or a share from 0% to 100% such as 10%");
        return MapOptions.Tolerance.NONE;
    }
}
