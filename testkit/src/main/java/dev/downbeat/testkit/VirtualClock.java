package dev.downbeat.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until a test moves it. Safe for use by several threads.
///
/// ```java
/// var clock = new VirtualClock();
/// clock.advance(Duration.ofHours(1));
/// ```
public final class VirtualClock implements InstantSource {
    /// Where a clock starts unless told otherwise: a leap day, shortly before midnight UTC.
    public static final Instant START = Instant.parse("2028-02-29T23:58:00Z");

    private final AtomicReference<Instant> now;

    public VirtualClock() {
        this(START);
    }

    public VirtualClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /// Moves on and returns the new time; a negative step is a clock that was set back.
    public Instant advance(Duration step) {
        return now.updateAndGet(moment -> moment.plus(step));
    }

    public void set(Instant moment) {
        now.set(moment);
    }
}
