package dev.downbeat.model;

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

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
