package dev.downbeat.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether and when a failed attempt is tried again.
///
/// @param retries  attempts after the first
/// @param delay    before the first retry
/// @param backoff  the factor from one delay to the next; 1 keeps it fixed
/// @param maxDelay no delay is longer
/// @param delays   the delays one by one, the last for all further retries; empty: by `delay` and `backoff`
/// @param jitter   by which share, 0 to 1, a delay is made shorter or longer at random, so that tasks that
///                 failed together do not come back together
/// @param when     an expression over the task's variables and `failure` without whose truth there is no
///                 retry; empty for none
public record RetryPolicy(
        int retries,
        Duration delay,
        double backoff,
        Duration maxDelay,
        List<Duration> delays,
        double jitter,
        String when) {
    public static final RetryPolicy NONE =
            new RetryPolicy(0, Duration.ofSeconds(30), 1, Duration.ofDays(1), List.of(), 0, "");

    // Written out: a spec that was stored before there were listed delays and conditions has none.
    public RetryPolicy(
            int retries,
            Duration delay,
            double backoff,
            Duration maxDelay,
            @Nullable List<Duration> delays,
            double jitter,
            @Nullable String when) {
        this.retries = retries;
        this.delay = delay;
        this.backoff = backoff;
        this.maxDelay = maxDelay;
        this.delays = delays == null ? List.of() : List.copyOf(delays);
        this.jitter = jitter;
        this.when = when == null ? "" : when;
        if (retries < 0) {
            throw new IllegalArgumentException("retries must be 0 or more, was " + retries);
        }
        if (delay.isNegative() || maxDelay.isNegative() || this.delays.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("a retry delay must not be negative");
        }
        if (!(backoff >= 1)) {
            throw new IllegalArgumentException("backoff must be 1 or more, was " + backoff);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is a share from 0 to 1, was " + jitter);
        }
    }

    /// The wait after the try with this number (from 1) has failed: the listed one, or
    /// `delay * backoff^(tryNumber - 1)`; times `1 - jitter` to `1 + jitter`; capped.
    ///
    /// @param seed the same seed gives the same jitter
    public Duration delayAfter(int tryNumber, long seed) {
        double millis = delays.isEmpty()
                ? delay.toMillis() * Math.pow(backoff, tryNumber - 1.0)
                : delays.get(Math.min(tryNumber, delays.size()) - 1).toMillis();
        millis *= 1 + jitter * (2 * unit(seed + tryNumber) - 1);
        return millis >= maxDelay.toMillis() ? maxDelay : Duration.ofMillis(Math.round(millis));
    }

    /// From 0 to 1, evenly: the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static double unit(long seed) {
        long mixed = seed * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
    }

    public RetryPolicy withRetries(int retries) {
        return new RetryPolicy(retries, delay, backoff, maxDelay, delays, jitter, when);
    }

    public RetryPolicy withDelay(Duration delay) {
        return new RetryPolicy(retries, delay, backoff, maxDelay, delays, jitter, when);
    }

    public RetryPolicy withBackoff(double backoff) {
        return new RetryPolicy(retries, delay, backoff, maxDelay, delays, jitter, when);
    }

    public RetryPolicy withMaxDelay(Duration maxDelay) {
        return new RetryPolicy(retries, delay, backoff, maxDelay, delays, jitter, when);
    }

    public RetryPolicy withDelays(List<Duration> delays) {
        return new RetryPolicy(retries, delay, backoff, maxDelay, delays, jitter, when);
    }

    public RetryPolicy withJitter(double jitter) {
        return new RetryPolicy(retries, delay, backoff, maxDelay, delays, jitter, when);
    }

    public RetryPolicy withWhen(String expression) {
        return new RetryPolicy(retries, delay, backoff, maxDelay, delays, jitter, expression);
    }
}
