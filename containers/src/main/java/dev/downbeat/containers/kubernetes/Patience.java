package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.Sighting.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Since when pods have trouble that may pass, and whether that is too long. Kubernetes does not keep the
/// time. Safe for use by many threads.
final class Patience {
    private final Duration length;
    private final InstantSource clock;
    private final Map<String, Instant> since = new ConcurrentHashMap<>();

    Patience(Duration length, InstantSource clock) {
        this.length = length;
        this.clock = clock;
    }

    Phase judge(String pod, PodReading reading) {
        Phase.Ended otherwise = reading.otherwise();
        if (otherwise == null) {
            forget(pod);
            return reading.now();
        }
        Instant now = clock.instant();
        Instant due =
                reading.due() == null ? since.computeIfAbsent(pod, _ -> now).plus(length) : reading.due();
        return now.isBefore(due) ? reading.now() : otherwise;
    }

    void forget(String pod) {
        since.remove(pod);
    }
}
