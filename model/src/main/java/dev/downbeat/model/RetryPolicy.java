package dev.downbeat.model;

import java.time.Duration;

/// Whether and when a failed attempt is tried again.
///
/// @param retries  attempts after the first
/// @param delay    before the first retry
/// @param backoff  the factor from one delay to the next; 1 keeps it fixed
/// @param maxDelay no delay is longer
public record RetryPolicy(int retries, Duration delay, double backoff, Duration maxDelay) {
    public static final RetryPolicy NONE = new RetryPolicy(0, Duration.ofSeconds(30), 1, Duration.ofDays(1));

    public RetryPolicy {
        if (retries < 0) {
            throw new IllegalArgumentException("retries must be 0 or more, was " + retries);
        }
        if (delay.isNegative() || maxDelay.isNegative()) {
            throw new IllegalArgumentException("a retry delay must not be negative");
        }
        if (!(backoff >= 1)) {
            throw new IllegalArgumentException("backoff must be 1 or more, was " + backoff);
        }
    }

    /// The wait after the try with this number (from 1) has failed: `delay * backoff^(tryNumber - 1)`,
    /// capped.
    public Duration delayAfter(int tryNumber) {
        double millis = delay.toMillis() * Math.pow(backoff, tryNumber - 1.0);
        return millis >= maxDelay.toMillis() ? maxDelay : Duration.ofMillis(Math.round(millis));
    }

    public RetryPolicy withRetries(int retries) {
        return new RetryPolicy(retries, delay, backoff, maxDelay);
    }

    public RetryPolicy withDelay(Duration delay) {
        return new RetryPolicy(retries, delay, backoff, maxDelay);
    }

    public RetryPolicy withBackoff(double backoff) {
        return new RetryPolicy(retries, delay, backoff, maxDelay);
    }

    public RetryPolicy withMaxDelay(Duration maxDelay) {
        return new RetryPolicy(retries, delay, backoff, maxDelay);
    }
}
