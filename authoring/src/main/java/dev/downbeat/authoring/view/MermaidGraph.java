package dev.downbeat.authoring.view;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskGroup;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A graph as a Mermaid flowchart. Nodes have short ids of our own, since a task's id may be a word of
/// Mermaid's (`end`).
final class MermaidGraph {
    private final DagSpec spec;
    private final Look look;
    private final Map<TaskId, String> ids = new HashMap<>();
    private final StringBuilder text = new StringBuilder("flowchart LR\n");

    private MermaidGraph(DagSpec spec, Look look) {
        this.spec = spec;
        this.look = look;
    }

    static String draw(DagSpec spec, Look look) {
        var graph = new MermaidGraph(spec, look);
        for (TaskSpec task : spec.tasks()) {
            graph.ids.put(task.id(), "t" + (graph.ids.size() + 1));
        }
        graph.members("", 1);
        spec.tasks().forEach(graph::edges);
        graph.classes();
        return graph.text.toString();
    }

    private void members(String group, int depth) {
        String indent = "  ".repeat(depth);
        for (TaskSpec task : spec.tasks()) {
            if (task.id().group().equals(group)) {
                text.append(indent).append(node(task)).append('\n');
            }
        }
        List<TaskGroup> inner = spec.groups().stream()
                .filter(candidate -> parent(candidate.path()).equals(group))
                .toList();
        for (TaskGroup child : inner) {
            String name = child.path().substring(group.isEmpty() ? 0 : group.length() + 1);
            text.append(indent)
                    .append("subgraph g%d[\"%s\"]\n".formatted(spec.groups().indexOf(child) + 1, escape(name)));
            members(child.path(), depth + 1);
            text.append(indent).append("end\n");
        }
    }

    private String node(TaskSpec task) {
        String mapped = task.mapping().mapped() ? " ×" : "";
        String label = "%s%s<br/><small>%s</small>"
                .formatted(escape(local(task.id())), mapped, escape(task.call().type()));
        String id = ids.getOrDefault(task.id(), "");
        return task.mapping().mapped() ? id + "[[\"" + label + "\"]]" : id + "[\"" + label + "\"]";
    }

    private void edges(TaskSpec task) {
        for (Need need : task.needs()) {
            String label = need.label().isEmpty() ? "" : "|\"" + escape(need.label()) + "\"|";
            text.append("  %s -->%s %s\n".formatted(ids.get(need.task()), label, ids.get(task.id())));
        }
    }

    private void classes() {
        var used = EnumSet.noneOf(TaskState.class);
        for (TaskSpec task : spec.tasks()) {
            look.state(task.id()).ifPresent(state -> {
                used.add(state);
                text.append("  class %s %s\n".formatted(ids.get(task.id()), state.word()));
            });
        }
        for (TaskState state : used) {
            text.append("  classDef %s stroke:%s,stroke-width:3px\n"
                    .formatted(state.word(), StateStyle.of(state).css()));
        }
    }

    private static String local(TaskId task) {
        return task.value().substring(task.group().isEmpty() ? 0 : task.group().length() + 1);
    }

    private static String parent(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("#", "&num;")
                .replaceAll("\\s+", " ");
    }
}
