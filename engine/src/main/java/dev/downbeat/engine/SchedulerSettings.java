package dev.downbeat.engine;

import java.time.Duration;

/// How a scheduler behaves.
///
/// @param owner        host and process, for people
/// @param parallelism  attempts that may be queued or running at a time, over all runs
/// @param lease        how long this scheduler's ownership lasts without a renewal
/// @param scanInterval how often it looks for runs that others queued or left behind (a wake-up makes it look
///         at once)
/// @param runningDelay how long a `running` mark may wait for a commit to ride along with
public record SchedulerSettings(
        String owner, int parallelism, Duration lease, Duration scanInterval, Duration runningDelay) {
    public static SchedulerSettings of(String owner, int parallelism) {
        return new SchedulerSettings(
                owner, parallelism, Duration.ofSeconds(7), Duration.ofSeconds(2), Duration.ofMillis(100));
    }

    public SchedulerSettings {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be 1 or more, was " + parallelism);
        }
    }
}
