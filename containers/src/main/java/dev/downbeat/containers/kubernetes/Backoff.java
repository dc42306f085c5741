package dev.downbeat.containers.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How long to hold back after refusals that may pass: twice as long each time, up to a minute. Many are
/// refused at once when a quota is used up; that counts once. Safe for use by many threads.
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final InstantSource clock;
    private Duration pause = Duration.ZERO;
    private Instant until = Instant.MIN;

    Backoff(InstantSource clock) {
        this.clock = clock;
    }

    /// @param atLeast what the server asked for
    synchronized Duration refused(Duration atLeast) {
        Instant now = clock.instant();
        if (!now.isBefore(until)) {
            pause = pause.isZero() ? FIRST : min(pause.multipliedBy(2), LONGEST);
            until = now.plus(pause);
        }
        Duration rest = Duration.between(now, until);
        return rest.compareTo(atLeast) > 0 ? rest : atLeast;
    }

    synchronized void accepted() {
        pause = Duration.ZERO;
        until = Instant.MIN;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
