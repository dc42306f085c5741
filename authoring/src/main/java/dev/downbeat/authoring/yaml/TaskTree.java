package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.authoring.shape.Shapes;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.TaskGroup;
import dev.downbeat.model.TaskId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/// The tasks of a file with their groups flattened: a task in a group is called `group.task`.
final class TaskTree {
    static final Shape.Fields TASK = Shapes.of(TaskKeys.class);
    private static final Shape.Fields GROUP = Shapes.of(TaskKeys.GroupKeys.class);

    private final Operators operators;
    private final Problems problems;
    private final NodeChecker checker;
    private final SequencedMap<TaskId, Task> tasks = new LinkedHashMap<>();
    private final SequencedMap<String, Group> groups = new LinkedHashMap<>();

    /// @param operator the key's node and the settings' node
    record Task(TaskId id, Node key, MappingNode node, NodeTuple operator) {
        String type() {
            return Document.key(operator);
        }
    }

    record Group(TaskGroup group, Node key, MappingNode node) {}

    TaskTree(Operators operators, Problems problems) {
        this.operators = operators;
        this.problems = problems;
        this.checker = new NodeChecker(problems, false);
    }

    SequencedMap<TaskId, Task> tasks() {
        return tasks;
    }

    SequencedMap<String, Group> groups() {
        return groups;
    }

    /// @param scope the path of the group that the mapping belongs to; empty for the DAG's own
    void read(MappingNode mapping, String scope) {
        if (mapping.getValue().isEmpty()) {
            problems.add(mapping, "there are no tasks", "add one, such as hello: { bash: \"echo hello\" }");
        }
        checker.duplicates(mapping, scope.isEmpty() ? "tasks" : "group " + scope);
        for (NodeTuple entry : mapping.getValue()) {
            String name = Document.key(entry);
            Optional<TaskId> id = id(entry.getKeyNode(), scope.isEmpty() ? name : scope + "." + name, name);
            if (id.isEmpty()) {
                continue;
            }
            if (!(entry.getValueNode() instanceof MappingNode node)) {
                problems.add(
                        entry.getValueNode(),
                        "task '%s' is not a mapping".formatted(name),
                        "write %s: { bash: \"echo hello\" }".formatted(name));
            } else if (Document.entry(node, "group").isPresent()) {
                group(id.get(), entry.getKeyNode(), node);
            } else {
                task(id.get(), entry.getKeyNode(), node);
            }
        }
    }

    private Optional<TaskId> id(Node where, String path, String name) {
        try {
            if (name.contains(".")) {
                throw new IllegalArgumentException("task id '%s' holds a '.': write a group instead".formatted(name));
            }
            return Optional.of(new TaskId(path));
        } catch (IllegalArgumentException e) {
            problems.add(where, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void group(TaskId id, Node key, MappingNode node) {
        for (NodeTuple entry : node.getValue()) {
            String name = Document.key(entry);
            if (!TaskKeys.OF_A_GROUP.contains(name)) {
                problems.add(
                        entry.getKeyNode(),
                        "group '%s' cannot have '%s'".formatted(id, name),
                        "beside 'group' it takes needs, docs, each, cross, zip, zip_longest and map");
            } else if (TASK.field(name).isPresent() && !Document.isNull(entry.getValueNode())) {
                checker.check(
                        entry.getValueNode(), TASK.field(name).orElseThrow().shape(), name);
            }
        }
        Node body = Document.value(node, "group").orElseThrow();
        checker.check(body, GROUP, "group '%s'".formatted(id));
        String docs = body instanceof MappingNode map
                ? Document.value(map, "docs")
                        .map(Document::plain)
                        .map(String::valueOf)
                        .orElse("")
                : "";
        groups.put(id.value(), new Group(new TaskGroup(id.value(), docs), key, node));
        if (body instanceof MappingNode map && Document.value(map, "tasks").orElse(null) instanceof MappingNode inner) {
            read(inner, id.value());
        }
    }

    private void task(TaskId id, Node key, MappingNode node) {
        checker.duplicates(node, "task '%s'".formatted(id));
        List<NodeTuple> calls = new ArrayList<>();
        boolean unknown = false;
        for (NodeTuple entry : node.getValue()) {
            String name = Document.key(entry);
            if (operators.types().contains(name)) {
                calls.add(entry);
            } else if (TASK.field(name).isEmpty()) {
                unknown = true;
                unknownKey(id, entry, name);
            } else if (!Document.isNull(entry.getValueNode())) {
                checker.check(
                        entry.getValueNode(), TASK.field(name).orElseThrow().shape(), name);
            }
        }
        if (calls.size() == 1) {
            tasks.put(id, new Task(id, key, node, calls.getFirst()));
        } else if (calls.size() > 1) {
            String all = calls.stream().map(Document::key).collect(Collectors.joining("', '"));
            problems.add(
                    calls.get(1).getKeyNode(),
                    "task '%s' has %d operators: '%s'".formatted(id, calls.size(), all),
                    "make each a task of its own");
        } else if (!unknown) {
            problems.add(
                    key,
                    "task '%s' has no operator".formatted(id),
                    "add one of " + String.join(", ", operators.types()));
        }
    }

    private void unknownKey(TaskId id, NodeTuple entry, String name) {
        var known = new TreeSet<>(operators.types());
        known.addAll(TASK.names());
        String hint = Problems.didYouMean(name, known);
        boolean key = Nearest.to(name, known).filter(TASK.names()::contains).isPresent();
        problems.add(
                entry.getKeyNode(),
                "task '%s': unknown %s '%s'".formatted(id, key ? "key" : "operator", name),
                hint.isEmpty() ? "operators are " + String.join(", ", operators.types()) : hint);
    }

    /// What a name in a task or group means: looked up beside it first, then in the groups around.
    ///
    /// @return the tasks of the name: itself, or those of the group; empty when nothing is called so
    Optional<Named> find(String scope, String name) {
        for (String around = scope; ; around = outer(around)) {
            String path = around.isEmpty() ? name : around + "." + name;
            if (groups.containsKey(path)) {
                return Optional.of(new Named(path, inGroup(path)));
            }
            for (TaskId id : tasks.keySet()) {
                if (id.value().equals(path)) {
                    return Optional.of(new Named(path, new LinkedHashSet<>(List.of(id))));
                }
            }
            if (around.isEmpty()) {
                return Optional.empty();
            }
        }
    }

    /// @param path of a task or group
    record Named(String path, SequencedSet<TaskId> tasks) {}

    /// The groups around a task, the innermost first.
    List<Group> around(TaskId task) {
        var around = new ArrayList<Group>();
        for (String path = task.group(); !path.isEmpty(); path = outer(path)) {
            Optional.ofNullable(groups.get(path)).ifPresent(around::add);
        }
        return around;
    }

    boolean teardown(TaskId task) {
        return Optional.ofNullable(tasks.get(task))
                .flatMap(found -> Document.value(found.node(), "role"))
                .map(Document::plain)
                .filter("teardown"::equals)
                .isPresent();
    }

    SequencedSet<TaskId> inGroup(String path) {
        return tasks.keySet().stream()
                .filter(id -> id.value().startsWith(path + "."))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// All that could be named from a scope, for suggestions.
    SortedSet<String> names() {
        var names = new TreeSet<String>(groups.keySet());
        tasks.keySet().forEach(id -> names.add(id.value()));
        return names;
    }

    static String outer(String scope) {
        int dot = scope.lastIndexOf('.');
        return dot < 0 ? "" : scope.substring(0, dot);
    }
}
