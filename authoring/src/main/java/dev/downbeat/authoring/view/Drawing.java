package dev.downbeat.authoring.view;

import dev.downbeat.model.TaskGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The boxes of a graph with groups, laid out from the inside out: a group is a drawing of its own and then a
/// box in the one around it. A group that a way leaves and comes back to cannot be one box; its tasks are drawn
/// among the others.
final class Drawing {
    static final double PADDING = 14;
    static final double TITLE = 22;

    private final Flow flow;
    private final Set<String> boxed = new HashSet<>();
    private final Map<Integer, List<Box>> ways = new HashMap<>();
    private Box root = Box.group("");
    private final List<Edge> edges = new ArrayList<>();

    /// An edge between two nodes by their number.
    ///
    /// @param level the innermost box around both, which `way` is relative to
    record Edge(int from, int to, Box level, Layers.Edge way) {}

    private Drawing(Flow flow) {
        this.flow = flow;
    }

    static Drawing of(Flow flow, List<TaskGroup> groups) {
        var drawing = new Drawing(flow);
        groups.forEach(group -> drawing.boxed.add(group.path()));
        do {
            drawing.build();
        } while (drawing.dissolve());
        drawing.layout(drawing.root);
        drawing.root.place(0, 0);
        return drawing;
    }

    Box root() {
        return root;
    }

    List<Edge> edges() {
        return edges;
    }

    Box box(int node) {
        return ways.getOrDefault(node, List.of(root)).getLast();
    }

    static double width(String name) {
        return Math.max(96, 34 + 7.6 * name.length());
    }

    private void build() {
        root = Box.group("");
        ways.clear();
        edges.clear();
        Map<String, Box> groups = new HashMap<>();
        for (int node = 0; node < flow.size(); node++) {
            var way = new ArrayList<Box>();
            way.add(root);
            String path = flow.nodes().get(node).first().id().group();
            for (int end = path.indexOf('.'); !path.isEmpty(); end = path.indexOf('.', end + 1)) {
                String outer = end < 0 ? path : path.substring(0, end);
                if (boxed.contains(outer)) {
                    Box above = way.getLast();
                    way.add(groups.computeIfAbsent(outer, group -> child(above, Box.group(group))));
                }
                if (end < 0) {
                    break;
                }
            }
            String name = flow.nodes().get(node).name();
            way.add(child(way.getLast(), Box.node(node, width(shown(name, way.getLast())), 44)));
            ways.put(node, way);
        }
        for (int from = 0; from < flow.size(); from++) {
            for (int to : flow.down().get(from)) {
                edges.add(edge(from, to));
            }
        }
    }

    /// A task in the box of its group is called by its own name alone.
    static String shown(String name, Box group) {
        boolean inside = !group.path.isEmpty() && name.startsWith(group.path + ".");
        return inside ? name.substring(group.path.length() + 1) : name;
    }

    private static Box child(Box above, Box box) {
        box.index = above.children.size();
        above.children.add(box);
        return box;
    }

    private Edge edge(int from, int to) {
        List<Box> left = ways.getOrDefault(from, List.of());
        List<Box> right = ways.getOrDefault(to, List.of());
        int same = 0;
        while (left.get(same) == right.get(same)) {
            same++;
        }
        Box level = left.get(same - 1);
        return new Edge(from, to, level, Layers.Edge.of(left.get(same).index, right.get(same).index));
    }

    private Map<Box, List<Layers.Edge>> byLevel() {
        Map<Box, List<Layers.Edge>> byLevel = new LinkedHashMap<>();
        edges.forEach(edge ->
                byLevel.computeIfAbsent(edge.level(), _ -> new ArrayList<>()).add(edge.way()));
        return byLevel;
    }

    /// Whether a group was in the way and is boxed no longer.
    private boolean dissolve() {
        boolean changed = false;
        for (var level : byLevel().entrySet()) {
            List<Box> boxes = level.getKey().children;
            for (int index : Layers.unplaceable(boxes.size(), level.getValue())) {
                changed |= boxed.remove(boxes.get(index).path);
            }
        }
        return changed;
    }

    private void layout(Box box) {
        Map<Box, List<Layers.Edge>> byLevel = byLevel();
        var inside = new ArrayList<Box>(List.of(box));
        for (int i = 0; i < inside.size(); i++) {
            inside.get(i).children.stream().filter(child -> !child.leaf()).forEach(inside::add);
        }
        for (Box group : inside.reversed()) {
            Layers.place(group.children, byLevel.getOrDefault(group, List.of()));
            double top = group.path.isEmpty() ? PADDING : PADDING + TITLE;
            for (Box child : group.children) {
                child.x += PADDING;
                child.y += top;
                group.width = Math.max(group.width, child.x + child.width + PADDING);
                group.height = Math.max(group.height, child.y + child.height + PADDING);
            }
            group.width = Math.max(group.width, group.path.isEmpty() ? 0 : width(group.path));
        }
    }
}
