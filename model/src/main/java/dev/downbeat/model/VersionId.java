package dev.downbeat.model;

/// A stored DAG version. A run is pinned to the one it started with.
public record VersionId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
