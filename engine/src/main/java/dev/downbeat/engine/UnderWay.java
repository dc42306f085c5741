package dev.downbeat.engine;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.TaskKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Which attempts executors of this process have. An attempt does not begin before the one before it of the same
/// task instance has ended: one that was told to stop may take its time. Safe for use by many threads.
final class UnderWay {
    private final Map<TaskKey, AttemptId> running = new HashMap<>();
    private final Map<TaskKey, Held> held = new HashMap<>();

    private record Held(AttemptId attempt, Runnable begin, Runnable dropped) {}

    private final ReentrantLock lock = new ReentrantLock();

    /// Begins at once, or when the attempt before it has ended.
    ///
    /// @param dropped instead of `begin`, when the attempt is dropped before that
    void begin(AttemptId attempt, Runnable begin, Runnable dropped) {
        boolean waits = alone(() -> {
            if (running.containsKey(attempt.key())) {
                held.put(attempt.key(), new Held(attempt, begin, dropped));
                return true;
            }
            running.put(attempt.key(), attempt);
            return false;
        });
        if (!waits) {
            begin.run();
        }
    }

    /// @return whether the attempt was held back: it will not begin
    boolean drop(AttemptId attempt) {
        Optional<Held> waiting = alone(() -> {
            Optional<Held> its = Optional.ofNullable(held.get(attempt.key()))
                    .filter(each -> each.attempt().equals(attempt));
            its.ifPresent(_ -> held.remove(attempt.key()));
            return its;
        });
        waiting.ifPresent(its -> its.dropped().run());
        return waiting.isPresent();
    }

    /// It goes on without this process, or begins without it; nobody is told.
    void letGo(AttemptId attempt) {
        Optional<Held> next = alone(() -> {
            Held its = held.get(attempt.key());
            if (its != null && its.attempt().equals(attempt)) {
                held.remove(attempt.key());
                return Optional.empty();
            }
            return endedAlone(attempt);
        });
        next.ifPresent(its -> its.begin().run());
    }

    void ended(AttemptId attempt) {
        Optional<Held> next = alone(() -> endedAlone(attempt));
        next.ifPresent(its -> its.begin().run());
    }

    private Optional<Held> endedAlone(AttemptId attempt) {
        if (!running.remove(attempt.key(), attempt)) {
            return Optional.empty();
        }
        Optional<Held> waiting = Optional.ofNullable(held.remove(attempt.key()));
        waiting.ifPresent(its -> running.put(attempt.key(), its.attempt()));
        return waiting;
    }

    private <T> T alone(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
