package dev.downbeat.authoring.view;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A graph as SVG. Its colours follow the reader's light or dark preference.
final class SvgGraph {
    private static final String STYLE = """
            <style>
              svg { color-scheme: light dark; font: 13px system-ui, sans-serif; }
              .node rect { fill: #ffffff; stroke: #8c959f; }
              .group > rect { fill: #818b981f; stroke: #818b9866; stroke-dasharray: 4 3; }
              text { fill: #1f2328; } .kind, .label, .group > text { fill: #59636e; font-size: 11px; }
              .edge { fill: none; stroke: #818b98; stroke-width: 1.4; } .tip { fill: #818b98; }
              .label { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; text-anchor: middle; }
              @media (prefers-color-scheme: dark) {
                .node rect { fill: #161b22; stroke: #656c76; } text { fill: #e6edf3; }
                .kind, .label, .group > text { fill: #9198a1; } .label { stroke: #0d1117; }
              }
            </style>
            <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
            <path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>
            """;

    private final Flow flow;
    private final Look look;
    private final Drawing drawing;
    private final Map<List<Integer>, String> labels;
    private final StringBuilder svg = new StringBuilder();

    private SvgGraph(DagSpec spec, Look look) {
        this.flow = Flow.of(spec);
        this.look = look;
        this.drawing = Drawing.of(flow, spec.groups());
        this.labels = labels(flow);
    }

    static String draw(DagSpec spec, Look look) {
        var graph = new SvgGraph(spec, look);
        Box root = graph.drawing.root();
        String size = "width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\""
                .formatted(number(root.width), number(root.height), number(root.width), number(root.height));
        graph.svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" %s role=\"img\" aria-label=\"%s\">\n"
                .formatted(size, escape("DAG " + spec.id())));
        graph.svg.append(STYLE);
        root.children.forEach(child -> graph.box(child, root));
        graph.drawing.edges().forEach(graph::edge);
        return graph.svg.append("</svg>\n").toString();
    }

    private void box(Box box, Box around) {
        if (box.leaf()) {
            node(box, around);
            return;
        }
        svg.append("<g class=\"group\">").append(rect(box, 8));
        svg.append("<text x=\"%s\" y=\"%s\">%s</text>\n"
                .formatted(
                        number(box.x + Drawing.PADDING), number(box.y + 18), escape(Drawing.shown(box.path, around))));
        box.children.forEach(child -> box(child, box));
        svg.append("</g>\n");
    }

    private void node(Box box, Box around) {
        TaskSpec task = flow.nodes().get(box.node).first();
        Optional<TaskState> state = look.state(task.id());
        svg.append("<g class=\"node\"><title>")
                .append(escape(title(task, state)))
                .append("</title>");
        if (task.mapping().mapped()) {
            var behind = Box.node(box.node, box.width, box.height);
            behind.place(box.x + 4, box.y + 4);
            svg.append(rect(behind, 6));
        }
        svg.append(rect(box, 6));
        state.map(StateStyle::of)
                .ifPresent(style -> svg.append("<path d=\"M%s %sv%s\" stroke=\"%s\" stroke-width=\"5\"/>"
                        .formatted(number(box.x + 2.5), number(box.y + 3), number(box.height - 6), style.css())));
        String name = Drawing.shown(task.id().value(), around);
        svg.append("<text x=\"%s\" y=\"%s\">%s</text>".formatted(number(box.x + 14), number(box.y + 19), escape(name)));
        String mapped = task.mapping().mapped() ? " ×" : "";
        svg.append("<text class=\"kind\" x=\"%s\" y=\"%s\">%s</text></g>\n"
                .formatted(
                        number(box.x + 14),
                        number(box.y + 35),
                        escape(task.call().type() + mapped)));
    }

    private static String title(TaskSpec task, Optional<TaskState> state) {
        var lines = new ArrayList<String>();
        lines.add(task.id() + " (" + task.call().type() + ")");
        state.ifPresent(present -> lines.add(present.word()));
        if (!task.about().docs().isEmpty()) {
            lines.add(task.about().docs());
        }
        return String.join("\n", lines);
    }

    private void edge(Drawing.Edge edge) {
        Box from = drawing.box(edge.from());
        Box to = drawing.box(edge.to());
        double x = from.x + from.width;
        double y = from.y + from.height / 2;
        var path = new StringBuilder("M%s %s".formatted(number(x), number(y)));
        List<double[]> stops = new ArrayList<>();
        double top = edge.level().path.isEmpty() ? Drawing.PADDING : Drawing.PADDING + Drawing.TITLE;
        for (Layers.Slot slot : edge.way().way()) {
            stops.add(new double[] {edge.level().x + slot.x + Drawing.PADDING, edge.level().y + slot.y + top});
        }
        stops.add(new double[] {to.x, to.y + to.height / 2});
        for (double[] stop : stops) {
            String middle = number((x + stop[0]) / 2);
            path.append("C%s %s %s %s %s %s"
                    .formatted(middle, number(y), middle, number(stop[1]), number(stop[0]), number(stop[1])));
            x = stop[0];
            y = stop[1];
        }
        svg.append("<path class=\"edge\" marker-end=\"url(#tip)\" d=\"")
                .append(path)
                .append("\"/>\n");
        String label = labels.getOrDefault(List.of(edge.from(), edge.to()), "");
        if (!label.isEmpty()) {
            double middleY = (from.y + from.height / 2 + to.y + to.height / 2) / 2;
            svg.append("<text class=\"label\" x=\"%s\" y=\"%s\">%s</text>\n"
                    .formatted(number((from.x + from.width + to.x) / 2), number(middleY - 4), escape(label)));
        }
    }

    /// The labels that are not empty, by the numbers of the two nodes.
    private static Map<List<Integer>, String> labels(Flow flow) {
        Map<TaskId, Integer> numbers = new HashMap<>();
        for (int i = 0; i < flow.size(); i++) {
            numbers.put(flow.nodes().get(i).first().id(), i);
        }
        Map<List<Integer>, String> labels = new HashMap<>();
        for (int i = 0; i < flow.size(); i++) {
            for (Need need : flow.nodes().get(i).first().needs()) {
                if (!need.label().isEmpty()) {
                    labels.put(List.of(numbers.getOrDefault(need.task(), i), i), need.label());
                }
            }
        }
        return labels;
    }

    private static String rect(Box box, int radius) {
        return "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%d\"/>"
                .formatted(number(box.x), number(box.y), number(box.width), number(box.height), radius);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
