package dev.downbeat.executors.logs;

import java.time.Duration;

/// @param maxBytes     per attempt; what comes later is counted, not kept
/// @param maxLineBytes a longer line is split
/// @param flushEvery   a line is in the file after this time at the latest
public record LogLimits(long maxBytes, int maxLineBytes, Duration flushEvery) {
    public static final LogLimits DEFAULT = new LogLimits(100L << 20, 64 << 10, Duration.ofMillis(150));

    public LogLimits {
        if (maxBytes < 1 || maxLineBytes < 16) {
            throw new IllegalArgumentException("max_bytes must be 1 or more and max_line_bytes 16 or more");
        }
    }
}
