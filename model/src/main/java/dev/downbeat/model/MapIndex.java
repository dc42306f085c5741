package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// Which item of a mapped task an instance works on, from 0; [#NONE] (-1) for a task that is not mapped.
public record MapIndex(int value) implements Comparable<MapIndex> {
    public static final MapIndex NONE = new MapIndex(-1);

    public MapIndex {
        if (value < -1) {
            throw new IllegalArgumentException("map index must be -1 (not mapped) or more, was " + value);
        }
    }

    public static MapIndex of(int value) {
        return value == -1 ? NONE : new MapIndex(value);
    }

    public boolean mapped() {
        return value >= 0;
    }

    @Override
    public int compareTo(MapIndex other) {
        return Integer.compare(value, other.value);
    }

    // Written out, as it is asked for at every step of every task: those that a record brings along are not inlined.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MapIndex index && index.value == value;
    }

    @Override
    public int hashCode() {
        return value;
    }

    @Override
    public String toString() {
        return mapped() ? "[" + value + "]" : "";
    }
}
