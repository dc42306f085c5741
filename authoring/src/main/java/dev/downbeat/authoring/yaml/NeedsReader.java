package dev.downbeat.authoring.yaml;

import dev.downbeat.model.Need;
import dev.downbeat.model.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Resolves what tasks and groups need to edges between tasks: a group that is needed means its last tasks,
/// what a group needs comes before its first ones.
final class NeedsReader {
    private final TaskTree tree;
    private final Problems problems;
    private final Map<TaskId, SequencedMap<TaskId, String>> edges = new LinkedHashMap<>();

    /// A name as it stands in a file.
    private record Wanted(String name, String label, Node where) {}

    NeedsReader(TaskTree tree, Problems problems) {
        this.tree = tree;
        this.problems = problems;
    }

    Map<TaskId, List<Need>> read() {
        tree.tasks().forEach((id, task) -> edges.put(id, new LinkedHashMap<>()));
        Map<TaskId, List<TaskTree.Named>> ofTasks = new LinkedHashMap<>();
        tree.tasks().forEach((id, task) -> ofTasks.put(id, resolve(id.value(), id.group(), task.node(), Set.of(id))));
        // First the edges between tasks, then those of groups: a group's first and last tasks follow from the former.
        ofTasks.forEach((id, needed) -> needed.stream()
                .filter(named -> tree.tasks().containsKey(new TaskId(named.path())))
                .forEach(named -> edge(id, new TaskId(named.path()), id.value(), named)));
        ofTasks.forEach((id, needed) -> needed.stream()
                .filter(named -> !tree.tasks().containsKey(new TaskId(named.path())))
                .forEach(named -> lasts(named).forEach(last -> edge(id, last, id.value(), named))));
        tree.groups().forEach(this::ofGroup);
        var needs = new HashMap<TaskId, List<Need>>();
        edges.forEach((id, upstream) -> needs.put(
                id,
                upstream.entrySet().stream()
                        .map(edge -> new Need(edge.getKey(), edge.getValue()))
                        .toList()));
        return needs;
    }

    private void ofGroup(String path, TaskTree.Group group) {
        Set<TaskId> inside = tree.inGroup(path);
        for (TaskTree.Named named : resolve(path, TaskTree.outer(path), group.node(), inside)) {
            List<TaskId> firsts = inside.stream()
                    .filter(id -> edges.getOrDefault(id, new LinkedHashMap<>()).keySet().stream()
                            .noneMatch(inside::contains))
                    .toList();
            firsts.forEach(first -> lasts(named).forEach(last -> edge(first, last, path, named)));
        }
    }

    private void edge(TaskId task, TaskId needed, String owner, TaskTree.Named named) {
        String label = labels.getOrDefault(owner + " " + named.path(), "");
        var upstream = edges.get(task);
        if (upstream != null) {
            upstream.merge(needed, label, (old, now) -> old.isEmpty() ? now : old);
        }
    }

    /// The tasks of a group after which nothing of the group comes; of a task, itself. What comes after a group
    /// does not wait for its teardowns.
    private List<TaskId> lasts(TaskTree.Named named) {
        Set<TaskId> work = new LinkedHashSet<>(named.tasks());
        work.removeIf(tree::teardown);
        Set<TaskId> members = work.isEmpty() ? named.tasks() : work;
        return members.stream()
                .filter(id -> members.stream()
                        .noneMatch(other ->
                                edges.getOrDefault(other, new LinkedHashMap<>()).containsKey(id)))
                .toList();
    }

    private final Map<String, String> labels = new HashMap<>();

    private List<TaskTree.Named> resolve(String owner, String scope, MappingNode node, Set<TaskId> own) {
        var found = new ArrayList<TaskTree.Named>();
        for (Wanted wanted : wanted(node)) {
            var named = tree.find(scope, wanted.name());
            if (named.isEmpty()) {
                problems.add(
                        wanted.where(),
                        "'%s' needs '%s', which does not exist".formatted(owner, wanted.name()),
                        Problems.didYouMean(wanted.name(), tree.names()));
            } else if (named.get().tasks().stream().anyMatch(own::contains)) {
                problems.add(wanted.where(), "'%s' needs itself".formatted(owner));
            } else {
                labels.put(owner + " " + named.get().path(), wanted.label());
                found.add(named.get());
            }
        }
        return found;
    }

    private List<Wanted> wanted(MappingNode node) {
        Node needs = Document.value(node, "needs").orElse(null);
        var wanted = new ArrayList<Wanted>();
        switch (needs) {
            case null -> {}
            case ScalarNode scalar -> {
                if (!Document.isNull(scalar)) {
                    wanted.add(new Wanted(scalar.getValue(), "", scalar));
                }
            }
            case SequenceNode list ->
                list.getValue().forEach(item -> {
                    if (item instanceof ScalarNode scalar) {
                        wanted.add(new Wanted(scalar.getValue(), "", scalar));
                    } else {
                        problems.add(item, "needs takes the names of tasks");
                    }
                });
            case MappingNode map -> {
                for (NodeTuple entry : map.getValue()) {
                    Object label = Document.plain(entry.getValueNode());
                    wanted.add(new Wanted(
                            Document.key(entry), label == null ? "" : String.valueOf(label), entry.getKeyNode()));
                }
            }
            default -> problems.add(needs, "needs takes the names of tasks");
        }
        if (Document.value(node, "along").orElse(null) instanceof ScalarNode along
                && wanted.stream().noneMatch(other -> other.name().equals(along.getValue()))) {
            wanted.add(new Wanted(along.getValue(), "", along));
        }
        return new ArrayList<>(new LinkedHashSet<>(wanted));
    }
}
