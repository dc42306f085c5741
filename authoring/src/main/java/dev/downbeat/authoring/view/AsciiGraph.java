package dev.downbeat.authoring.view;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskGroup;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TriggerRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A graph for the terminal: rails on the left, names and operators on the right; a plain list with the names
/// of what comes before where rails would be too many to follow.
final class AsciiGraph {
    private static final int MAX_LANES = 24;
    private static final int MAX_NAME = 48;

    private final Look look;
    private final StringBuilder text = new StringBuilder();

    private AsciiGraph(Look look) {
        this.look = look;
    }

    static String draw(DagSpec spec, Look look) {
        var graph = new AsciiGraph(look);
        Flow flow = Flow.folded(spec);
        graph.head(spec);
        RailGraph.draw(flow, MAX_LANES).ifPresentOrElse(rows -> graph.rails(flow, rows), () -> graph.list(flow));
        graph.groups(spec);
        return graph.text.toString();
    }

    private void head(DagSpec spec) {
        text.append(spec.id());
        if (!spec.about().description().isEmpty()) {
            text.append(" — ").append(spec.about().description());
        }
        int tasks = spec.tasks().size();
        text.append(tasks == 1 ? " (1 task)\n\n" : " (%,d tasks)\n\n".formatted(tasks));
    }

    private void rails(Flow flow, List<RailGraph.Row> rows) {
        int rail = rows.stream().mapToInt(row -> row.rail().length()).max().orElse(0);
        int name = nameWidth(flow);
        for (RailGraph.Row row : rows) {
            if (row.node() < 0) {
                text.append(row.rail()).append('\n');
                continue;
            }
            Flow.Node node = flow.nodes().get(row.node());
            String drawn = pad(row.rail(), rail).replace("●", sign(node));
            line(drawn + "  ", node, name, labels(node));
        }
    }

    private void list(Flow flow) {
        int name = nameWidth(flow);
        for (int number : flow.order()) {
            Flow.Node node = flow.nodes().get(number);
            line(sign(node) + " ", node, name, before(node));
        }
    }

    private void line(String lead, Flow.Node node, int nameWidth, String tail) {
        TaskSpec task = node.first();
        String line =
                lead + pad(node.name(), nameWidth) + "  " + pad(task.call().type(), 8) + notes(task) + tail;
        text.append(line.stripTrailing()).append('\n');
    }

    private String sign(Flow.Node node) {
        if (node.tasks().size() > 1) {
            return "◎";
        }
        return look.state(node.first().id())
                .map(StateStyle::of)
                .map(style -> style.paint(style.sign(), look.colour()))
                .orElse("●");
    }

    private static String notes(TaskSpec task) {
        var notes = new StringBuilder();
        if (task.mapping() instanceof Mapping.Over over) {
            notes.append("  × ").append(over.kind().name().toLowerCase(java.util.Locale.ROOT));
        }
        if (task.policy().rule() != TriggerRule.ALL_SUCCESS) {
            notes.append("  when ").append(task.policy().rule().word());
        }
        return notes.toString();
    }

    private static String labels(Flow.Node node) {
        String labels = node.first().needs().stream()
                .filter(need -> !need.label().isEmpty())
                .map(need -> need.task() + ": " + need.label())
                .collect(Collectors.joining(", "));
        return labels.isEmpty() ? "" : "  [" + labels + "]";
    }

    private static String before(Flow.Node node) {
        List<Need> needs = node.first().needs();
        if (needs.isEmpty()) {
            return "";
        }
        var shown = new ArrayList<String>();
        needs.stream()
                .limit(3)
                .forEach(need -> shown.add(
                        need.label().isEmpty() ? need.task().value() : need.task() + " [" + need.label() + "]"));
        String more = needs.size() > 3 ? " and %,d more".formatted(needs.size() - 3) : "";
        return "  ← " + String.join(", ", shown) + more;
    }

    private void groups(DagSpec spec) {
        if (spec.groups().isEmpty()) {
            return;
        }
        text.append('\n');
        int width = spec.groups().stream()
                .mapToInt(group -> group.path().length())
                .max()
                .orElse(0);
        for (TaskGroup group : spec.groups()) {
            long members = spec.tasks().stream()
                    .filter(task -> task.id().value().startsWith(group.path() + "."))
                    .count();
            String count = members == 1 ? "1 task" : "%,d tasks".formatted(members);
            text.append(("group " + pad(group.path(), width) + "  " + pad(count, 9) + "  " + firstLine(group.docs()))
                            .stripTrailing())
                    .append('\n');
        }
    }

    private static String firstLine(String docs) {
        return docs.lines().findFirst().orElse("");
    }

    private static int nameWidth(Flow flow) {
        return flow.nodes().stream()
                .mapToInt(node -> Math.min(MAX_NAME, node.name().length()))
                .max()
                .orElse(0);
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
