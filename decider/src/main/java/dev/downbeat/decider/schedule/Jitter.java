package dev.downbeat.decider.schedule;

import dev.downbeat.model.DagId;
import java.time.Duration;
import java.time.Instant;

/// By how much runs fire later than their ticks, so that a hundred daily DAGs do not all begin at midnight.
/// Reckoned from the DAG's id and the tick: the same on every machine and after every restart.
///
/// @param most no run is as late as this
record Jitter(DagId dag, Duration most) {
    /// Less than the time to the next tick: runs fire in the order of their ticks.
    Duration of(Instant tick, Rhythm rhythm) {
        if (most.isZero()) {
            return Duration.ZERO;
        }
        Duration room = rhythm.after(tick)
                .map(next -> Duration.between(tick, next))
                .filter(gap -> gap.compareTo(most) < 0)
                .orElse(most);
        return Duration.ofMillis(Math.floorMod(mixed(tick), Math.max(1, room.toMillis())));
    }

    /// As SplitMix64 mixes its counter: neighbouring ticks get quite different numbers.
    private long mixed(Instant tick) {
        long bits = dag.value().hashCode() * 0x9E3779B97F4A7C15L + tick.getEpochSecond();
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return bits ^ (bits >>> 31);
    }
}
