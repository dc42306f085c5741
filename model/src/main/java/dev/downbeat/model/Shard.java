package dev.downbeat.model;

/// A slice of the runs that one scheduler owns at a time. Runs of the server hash to shards 0 to [#SHARED] - 1;
/// a foreground `run` takes a shard of its own above them.
public record Shard(int value) {
    /// How many shards the servers of one database share out among themselves.
    public static final int SHARED = 64;

    public Shard {
        if (value < 0) {
            throw new IllegalArgumentException("shard must not be negative, was " + value);
        }
    }

    public static Shard of(RunId run) {
        return new Shard((int) (run.value() % SHARED));
    }
}
