package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// One DAG run. Handed out in blocks from a database sequence, shown to people as the run's number.
public record RunId(long value) implements Comparable<RunId> {
    public RunId {
        if (value <= 0) {
            throw new IllegalArgumentException("run id must be positive, was " + value);
        }
    }

    @Override
    public int compareTo(RunId other) {
        return Long.compare(value, other.value);
    }

    // Written out, as it is asked for at every step of every task: those that a record brings along are not inlined.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunId id && id.value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
