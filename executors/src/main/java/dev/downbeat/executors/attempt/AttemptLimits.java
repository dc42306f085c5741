package dev.downbeat.executors.attempt;

import java.time.Duration;

/// @param maxXcomBytes a larger value (as JSON) goes into the artifact store
/// @param grace        how long an attempt that was told to stop may take to come back before it is abandoned
public record AttemptLimits(int maxXcomBytes, Duration grace) {
    public static final AttemptLimits DEFAULT = new AttemptLimits(256 << 10, Duration.ofSeconds(10));

    public AttemptLimits {
        if (maxXcomBytes < 0 || grace.isNegative()) {
            throw new IllegalArgumentException("max_xcom_bytes and grace must be 0 or more");
        }
    }
}
