package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// The name of a DAG: 1 to 200 of `A-Z a-z 0-9 _ . -`, unique within an installation.
public record DagId(String value) implements Comparable<DagId> {
    public DagId {
        Names.check("DAG id", value, Names.DAG, "letters, digits, '_', '.' and '-', 200 at most");
    }

    @Override
    public int compareTo(DagId other) {
        return value.compareTo(other.value);
    }

    // Written out, as it is asked for at every step of every task: those that a record brings along are not inlined.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DagId id && id.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
