package dev.downbeat.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/// Time, as measures need it.
final class Clock {
    private Clock() {}

    /// @param start of [System#nanoTime]
    static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    static double millisBetween(Instant start, Instant end) {
        return millis(Duration.between(start, end));
    }

    /// @throws InterruptedException when somebody wants this to end
    static void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            check();
        }
    }

    static void check() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
