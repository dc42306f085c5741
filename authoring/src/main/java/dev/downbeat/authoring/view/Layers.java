package dev.downbeat.authoring.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Places boxes in layers from left to right: each one right of all that lead to it, crossings few, chains
/// straight. An edge over several layers gets a slot of its own in each, so that it does not run behind a
/// box.
final class Layers {
    static final double ROW_GAP = 16;
    static final double LAYER_GAP = 56;

    private static final int SWEEPS = 6;
    /// With more layers to cross than this in all, long edges are drawn straight.
    private static final int MAX_DUMMIES = 20_000;

    private final List<List<Slot>> layers = new ArrayList<>();

    /// A place in a layer.
    static final class Slot {
        final @Nullable Box box;
        final List<Slot> before = new ArrayList<>();
        final List<Slot> after = new ArrayList<>();
        int layer;
        double rank;
        double x;
        double y;

        Slot(@Nullable Box box) {
            this.box = box;
        }

        double height() {
            return box == null ? 2 : box.height;
        }

        double width() {
            return box == null ? 0 : box.width;
        }
    }

    /// An edge between two boxes by their index, and the slots on its way.
    record Edge(int from, int to, List<Slot> way) {
        static Edge of(int from, int to) {
            return new Edge(from, to, new ArrayList<>());
        }
    }

    /// Which boxes lie on a cycle or behind one; empty when they can be placed.
    static List<Integer> unplaceable(int count, List<Edge> edges) {
        int[] layer = depths(count, edges);
        var left = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            if (layer[i] < 0) {
                left.add(i);
            }
        }
        return left;
    }

    /// Sets the places of the boxes relative to the upper left corner, and the slots of the edges.
    static void place(List<Box> boxes, List<Edge> edges) {
        new Layers().run(boxes, edges);
    }

    private void run(List<Box> boxes, List<Edge> edges) {
        int[] depth = depths(boxes.size(), edges);
        var slots = new ArrayList<Slot>();
        for (int i = 0; i < boxes.size(); i++) {
            slots.add(slot(boxes.get(i), depth[i]));
        }
        long crossed = edges.stream()
                .mapToLong(edge -> depth[edge.to()] - depth[edge.from()] - 1)
                .sum();
        for (Edge edge : edges) {
            Slot from = slots.get(edge.from());
            Slot to = slots.get(edge.to());
            for (int layer = from.layer + 1; crossed <= MAX_DUMMIES && layer < to.layer; layer++) {
                Slot dummy = slot(null, layer);
                link(from, dummy);
                edge.way().add(dummy);
                from = dummy;
            }
            link(from, to);
        }
        order();
        columns();
        rows();
        slots.forEach(Layers::move);
    }

    private Slot slot(@Nullable Box box, int layer) {
        var slot = new Slot(box);
        slot.layer = layer;
        while (layers.size() <= layer) {
            layers.add(new ArrayList<>());
        }
        slot.rank = layers.get(layer).size();
        layers.get(layer).add(slot);
        return slot;
    }

    private static void link(Slot from, Slot to) {
        from.after.add(to);
        to.before.add(from);
    }

    private static void move(Slot slot) {
        Box box = slot.box;
        if (box != null) {
            box.x = slot.x;
            box.y = slot.y - box.height / 2;
        }
    }

    /// The longest way to each box; -1 when it has no end.
    private static int[] depths(int count, List<Edge> edges) {
        int[] open = new int[count];
        int[] depth = new int[count];
        var out = new ArrayList<List<Integer>>();
        for (int i = 0; i < count; i++) {
            out.add(new ArrayList<>());
        }
        edges.forEach(edge -> {
            open[edge.to()]++;
            out.get(edge.from()).add(edge.to());
        });
        var ready = new ArrayDeque<Integer>();
        for (int i = 0; i < count; i++) {
            if (open[i] == 0) {
                ready.add(i);
            }
        }
        boolean[] done = new boolean[count];
        while (!ready.isEmpty()) {
            int box = ready.remove();
            done[box] = true;
            for (int next : out.get(box)) {
                depth[next] = Math.max(depth[next], depth[box] + 1);
                if (--open[next] == 0) {
                    ready.add(next);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            depth[i] = done[i] ? depth[i] : -1;
        }
        return depth;
    }

    /// Sorts each layer by the mean rank of its neighbours, to and fro.
    private void order() {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            for (List<Slot> layer : forward ? layers : layers.reversed()) {
                for (Slot slot : layer) {
                    List<Slot> beside = forward ? slot.before : slot.after;
                    slot.rank = beside.stream()
                            .mapToDouble(other -> other.rank)
                            .average()
                            .orElse(slot.rank);
                }
                layer.sort(Comparator.comparingDouble(slot -> slot.rank));
                for (int i = 0; i < layer.size(); i++) {
                    layer.get(i).rank = i;
                }
            }
        }
    }

    private void columns() {
        double x = 0;
        for (List<Slot> layer : layers) {
            double width = layer.stream().mapToDouble(Slot::width).max().orElse(0);
            for (Slot slot : layer) {
                slot.x = x;
            }
            x += width + LAYER_GAP;
        }
    }

    /// Stacks each layer, then lets boxes slide to the middle of their neighbours as far as there is room.
    private void rows() {
        for (List<Slot> layer : layers) {
            double y = 0;
            for (Slot slot : layer) {
                slot.y = y + slot.height() / 2;
                y += slot.height() + ROW_GAP;
            }
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            (forward ? layers : layers.reversed()).forEach(layer -> slide(layer, forward));
        }
        double top = layers.stream()
                .flatMap(List::stream)
                .mapToDouble(slot -> slot.y - slot.height() / 2)
                .min()
                .orElse(0);
        layers.forEach(layer -> layer.forEach(slot -> slot.y -= top));
    }

    private static void slide(List<Slot> layer, boolean forward) {
        double[] wanted = new double[layer.size()];
        double push = 0;
        double edge = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < wanted.length; i++) {
            Slot slot = layer.get(i);
            List<Slot> beside = forward ? slot.before : slot.after;
            wanted[i] = beside.stream().mapToDouble(other -> other.y).average().orElse(slot.y);
            slot.y = Math.max(wanted[i], edge + slot.height() / 2);
            push += slot.y - wanted[i];
            edge = slot.y + slot.height() / 2 + ROW_GAP;
        }
        // Those that were in the way have all moved down: move the layer back by the mean.
        double back = wanted.length == 0 ? 0 : push / wanted.length;
        layer.forEach(slot -> slot.y -= back);
    }
}
