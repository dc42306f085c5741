package dev.downbeat.executors.attempt;

import dev.downbeat.executors.artifacts.Checkpoint;
import dev.downbeat.executors.artifacts.ProgressFile;
import dev.downbeat.executors.logs.AttemptLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// An attempt's signs of life: lines in its log, a new checkpoint, and progress. To be looked at every now and then by
/// one
/// thread at a time; how late a silence is noticed depends on how often that is.
public final class Pulse {
    private final AttemptLog log;
    private final Signs signs;
    private final long limitNanos;
    private long seen;
    private long since;

    /// The files that change when the attempt gives a sign of life, beside its log.
    public record Signs(Checkpoint checkpoint, ProgressFile progress) {
        private long changes() {
            return changed(checkpoint.file()).toEpochMilli() * 31
                    + changed(progress.file()).toEpochMilli();
        }

        /// When a file last changed; 1970 when it is not there.
        public static Instant changed(Path file) {
            try {
                return Files.getLastModifiedTime(file).toInstant();
            } catch (IOException e) {
                return Instant.EPOCH;
            }
        }
    }

    /// @param limit how long it may be silent; see [dev.downbeat.model.TaskPolicy#heartbeat]
    /// @param now   of a clock of nanoseconds
    public Pulse(AttemptLog log, Signs signs, Duration limit, long now) {
        this.log = log;
        this.signs = signs;
        this.limitNanos = limit.toNanos();
        this.seen = sign();
        this.since = now;
    }

    /// Whether it has been silent for too long.
    public boolean stopped(long now) {
        long sign = sign();
        if (sign != seen) {
            seen = sign;
            since = now;
        }
        return now - since >= limitNanos;
    }

    /// How long to wait between two looks.
    public static Duration interval(Duration limit) {
        Duration quarter = limit.dividedBy(4);
        return quarter.compareTo(Duration.ofMillis(50)) < 0 ? Duration.ofMillis(50) : quarter;
    }

    private long sign() {
        return log.growth() * 31 + signs.changes();
    }
}
