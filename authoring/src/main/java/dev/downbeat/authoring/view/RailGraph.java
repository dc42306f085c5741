package dev.downbeat.authoring.view;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// The edges of a graph as rails beside a list of its nodes, from top to bottom. A rail leads to the node that
/// is waiting for it; all edges into a node share one rail.
///
/// ```
/// ● extract
/// ├─┬─╮
/// ● │ │ clean
/// │ ● │ count
/// ├─╯ │
/// ```
final class RailGraph {
    private static final int FREE = -1;

    /// The signs by the directions in which they have arms: up 1, down 2, left 4, right 8.
    private static final String SIGNS = " ╵╷│╴╯╮┤╶╰╭├─┴┬┼";

    private static final int UP = 1;
    private static final int DOWN = 2;
    private static final int LEFT = 4;
    private static final int RIGHT = 8;

    private final Flow flow;
    private final List<Integer> lanes = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /// @param rail the drawing, with `●` where the node is
    /// @param node the node in this row; -1 in a row of edges only
    record Row(String rail, int node) {}

    private RailGraph(Flow flow) {
        this.flow = flow;
    }

    /// Empty when there would be more than so many rails side by side.
    static Optional<List<Row>> draw(Flow flow, int maxLanes) {
        var graph = new RailGraph(flow);
        for (int node : flow.order()) {
            graph.add(node);
            if (graph.lanes.size() > maxLanes) {
                return Optional.empty();
            }
        }
        return Optional.of(graph.rows);
    }

    private void add(int node) {
        int lane = lanes.indexOf(node);
        if (lane < 0) {
            lane = take(0, node);
        }
        rows.add(new Row(nodeRow(lane), node));
        lanes.set(lane, FREE);
        connect(lane, flow.down().get(node));
        while (!lanes.isEmpty() && lanes.getLast() == FREE) {
            lanes.removeLast();
        }
    }

    private void connect(int lane, List<Integer> targets) {
        var joined = new TreeSet<Integer>();
        var opened = new TreeSet<Integer>();
        var fresh = new ArrayList<Integer>();
        for (int target : targets) {
            int there = lanes.indexOf(target);
            if (there >= 0) {
                joined.add(there);
            } else {
                fresh.add(target);
            }
        }
        for (int target : fresh) {
            int there = take(lane, target);
            if (there != lane) {
                opened.add(there);
            }
        }
        if (!joined.isEmpty() || !opened.isEmpty()) {
            rows.add(new Row(edgeRow(lane, joined, opened), FREE));
        }
    }

    /// The first free lane from a place on.
    private int take(int from, int target) {
        for (int i = from; i < lanes.size(); i++) {
            if (lanes.get(i) == FREE) {
                lanes.set(i, target);
                return i;
            }
        }
        lanes.add(target);
        return lanes.size() - 1;
    }

    private String nodeRow(int lane) {
        var row = new StringBuilder();
        for (int i = 0; i < lanes.size(); i++) {
            row.append(i == lane ? '●' : lanes.get(i) == FREE ? ' ' : '│').append(' ');
        }
        return row.toString().stripTrailing();
    }

    private String edgeRow(int lane, NavigableSet<Integer> joined, NavigableSet<Integer> opened) {
        int first = Math.min(lane, Math.min(edge(joined, true, lane), edge(opened, true, lane)));
        int last = Math.max(lane, Math.max(edge(joined, false, lane), edge(opened, false, lane)));
        var row = new StringBuilder();
        for (int i = 0; i < lanes.size(); i++) {
            boolean connects = i == lane || joined.contains(i) || opened.contains(i);
            int arms = 0;
            if (connects) {
                boolean above = i == lane || joined.contains(i);
                arms = (above ? UP : 0) | (lanes.get(i) == FREE ? 0 : DOWN) | (i > first ? LEFT : 0);
                arms |= i < last ? RIGHT : 0;
            } else if (lanes.get(i) != FREE) {
                arms = UP | DOWN;
            } else if (i > first && i < last) {
                arms = LEFT | RIGHT;
            }
            row.append(SIGNS.charAt(arms)).append(i >= first && i < last ? '─' : ' ');
        }
        return row.toString().stripTrailing();
    }

    private static int edge(NavigableSet<Integer> lanes, boolean first, int otherwise) {
        return lanes.isEmpty() ? otherwise : first ? lanes.first() : lanes.last();
    }
}
