package dev.downbeat.executors.container;

import java.time.Duration;

/// Lets so many things through in a second, and as many at once after a rest. Not for several threads.
final class Pace {
    private final int perSecond;
    private double room;
    private long at;

    /// @param now as [System#nanoTime]
    Pace(int perSecond, long now) {
        this.perSecond = perSecond;
        this.room = perSecond;
        this.at = now;
    }

    /// Whether one more may go, which counts then.
    boolean lets(long now) {
        room = Math.min(perSecond, room + (now - at) * (perSecond / 1e9));
        at = now;
        if (room < 1) {
            return false;
        }
        room--;
        return true;
    }

    /// Until there is room for one.
    Duration pause() {
        return Duration.ofNanos((long) Math.ceil(Math.max(0, 1 - room) / perSecond * 1e9));
    }
}
