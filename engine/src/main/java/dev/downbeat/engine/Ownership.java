package dev.downbeat.engine;

import dev.downbeat.model.Shard;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which runs a scheduler drives.
///
/// @param wanted     shards to take as they become free
/// @param orphans    also foreground runs whose process died
/// @param foreground make a shard of its own for the runs of this process
public record Ownership(Set<Shard> wanted, boolean orphans, boolean foreground) {
    public Ownership {
        wanted = Set.copyOf(wanted);
    }

    /// A server: all shared shards, and what dead foreground processes left.
    public static Ownership server() {
        return new Ownership(
                IntStream.range(0, Shard.SHARED).mapToObj(Shard::new).collect(Collectors.toUnmodifiableSet()),
                true,
                false);
    }

    /// A foreground process: nothing but its own runs.
    public static Ownership foregroundOnly() {
        return new Ownership(Set.of(), false, true);
    }
}
