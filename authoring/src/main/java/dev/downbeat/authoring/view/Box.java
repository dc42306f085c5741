package dev.downbeat.authoring.view;

import java.util.ArrayList;
import java.util.List;

/// A rectangle of the drawing: a node, or a group with its boxes in it. Its place is relative to the box around
/// it until the layout is done.
final class Box {
    /// Number of the node; -1 for a group.
    final int node;

    /// Path of the group; empty for a node and for the whole drawing.
    final String path;

    final List<Box> children = new ArrayList<>();

    /// Place among the children of the box around it.
    int index;

    double x;
    double y;
    double width;
    double height;

    private Box(int node, String path) {
        this.node = node;
        this.path = path;
    }

    static Box node(int node, double width, double height) {
        var box = new Box(node, "");
        box.width = width;
        box.height = height;
        return box;
    }

    static Box group(String path) {
        return new Box(-1, path);
    }

    boolean leaf() {
        return node >= 0;
    }

    void place(double dx, double dy) {
        x += dx;
        y += dy;
        children.forEach(child -> child.place(x, y));
    }
}
