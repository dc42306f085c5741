package dev.downbeat.decider;

import java.util.Arrays;

/// An immutable sequence of fixed length: a tree of nodes with 32 children, so that replacing one element
/// copies one path of the tree and shares the rest. Elements are never null.
final class Vector<E> {
    private static final int BITS = 5;
    private static final int WIDTH = 1 << BITS;

    private final Object[] root;
    private final int shift;
    private final int size;

    private Vector(Object[] root, int shift, int size) {
        this.root = root;
        this.shift = shift;
        this.size = size;
    }

    /// All elements the same.
    static <E> Vector<E> filled(int size, E element) {
        int shift = 0;
        Object[] node = new Object[WIDTH];
        Arrays.fill(node, element);
        while (size > 1L << (shift + BITS)) {
            Object[] parent = new Object[WIDTH];
            Arrays.fill(parent, node);
            node = parent;
            shift += BITS;
        }
        return new Vector<>(node, shift, size);
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // only elements of type E are ever put at the leaves
    E get(int index) {
        check(index);
        Object[] node = root;
        for (int level = shift; level > 0; level -= BITS) {
            node = (Object[]) node[(index >>> level) & (WIDTH - 1)];
        }
        return (E) node[index & (WIDTH - 1)];
    }

    /// Longer, the rest filled with one element.
    Vector<E> grown(int newSize, E element) {
        Vector<E> longer = filled(newSize, element);
        for (int i = 0; i < size; i++) {
            longer = longer.with(i, get(i));
        }
        return longer;
    }

    Vector<E> with(int index, E element) {
        check(index);
        return new Vector<>(replaced(root, shift, index, element), shift, size);
    }

    private static Object[] replaced(Object[] node, int level, int index, Object element) {
        Object[] copy = node.clone();
        int slot = (index >>> level) & (WIDTH - 1);
        copy[slot] = level == 0 ? element : replaced((Object[]) node[slot], level - BITS, index, element);
        return copy;
    }

    private void check(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
    }
}
