package dev.downbeat.model;

/// A slice of the runs that one scheduler owns at a time. DAGs hash to shards 0 to [#SHARED] - 1, so that all
/// runs of a DAG have one owner and its limits need no talk between schedulers; a foreground `run` takes a shard
/// of its own above them.
public record Shard(int value) {
    /// How many shards the servers of one database share out among themselves.
    public static final int SHARED = 64;

    public Shard {
        if (value < 0) {
            throw new IllegalArgumentException("shard must not be negative, was " + value);
        }
    }

    public static Shard of(DagId dag) {
        return new Shard(Math.floorMod(dag.value().hashCode(), SHARED));
    }
}
