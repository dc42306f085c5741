package dev.downbeat.executors.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// By which the scheduler's side and the workers' side of one process wake each other. Nothing depends on it:
/// what is to be done stands in the store.
public final class Bells {
    private final Bell work = new Bell();
    private final Map<Long, Bell> stops = new ConcurrentHashMap<>();

    /// Rung when there is something to claim.
    Bell work() {
        return work;
    }

    /// Rung when an attempt of this worker is to be stopped.
    Bell stops(long worker) {
        return stops.computeIfAbsent(worker, _ -> new Bell());
    }

    void ringAll() {
        work.ring();
        stops.values().forEach(Bell::ring);
    }
}
