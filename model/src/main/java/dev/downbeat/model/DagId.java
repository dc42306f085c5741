package dev.downbeat.model;

/// The name of a DAG: 1 to 200 of `A-Z a-z 0-9 _ . -`, unique within an installation.
public record DagId(String value) implements Comparable<DagId> {
    public DagId {
        Names.check("DAG id", value, Names.DAG, "letters, digits, '_', '.' and '-', 200 at most");
    }

    @Override
    public int compareTo(DagId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
