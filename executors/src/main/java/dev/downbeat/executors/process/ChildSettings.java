package dev.downbeat.executors.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// @param home      Downbeat's home, whose artifacts the child writes
/// @param heapMiB   the child's largest heap; 0 leaves it to the JVM
/// @param flags     further flags for the child's JVM
/// @param startTime a child that has not reported by then is given up
public record ChildSettings(Path home, int heapMiB, List<String> flags, Duration startTime) {
    public ChildSettings {
        flags = List.copyOf(flags);
        if (heapMiB < 0) {
            throw new IllegalArgumentException("heap must be 0 (the JVM's choice) or more MiB, was " + heapMiB);
        }
    }

    /// The usual ones. A child has one task to do: the collector that starts fastest and needs no threads of
    /// its own serves it best.
    public static ChildSettings of(Path home) {
        return new ChildSettings(home, 0, List.of("-XX:+UseSerialGC"), Duration.ofSeconds(60));
    }
}
