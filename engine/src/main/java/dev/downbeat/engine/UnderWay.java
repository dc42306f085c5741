package dev.downbeat.engine;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.TaskKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which attempts executors of this process have. An attempt does not begin before the one before it of the same
/// task instance has ended: one that was told to stop may take its time. Safe for use by many threads.
final class UnderWay {
    private final Map<TaskKey, AttemptId> running = new HashMap<>();
    private final Map<TaskKey, Held> held = new HashMap<>();

    private record Held(AttemptId attempt, Runnable begin, Runnable dropped) {}

    /// Begins at once, or when the attempt before it has ended.
    ///
    /// @param dropped instead of `begin`, when the attempt is dropped before that
    void begin(AttemptId attempt, Runnable begin, Runnable dropped) {
        synchronized (this) {
            if (running.containsKey(attempt.key())) {
                held.put(attempt.key(), new Held(attempt, begin, dropped));
                return;
            }
            running.put(attempt.key(), attempt);
        }
        begin.run();
    }

    /// @return whether the attempt was held back: it will not begin
    boolean drop(AttemptId attempt) {
        Held waiting;
        synchronized (this) {
            waiting = held.get(attempt.key());
            if (waiting == null || !waiting.attempt().equals(attempt)) {
                return false;
            }
            held.remove(attempt.key());
        }
        waiting.dropped().run();
        return true;
    }

    void ended(AttemptId attempt) {
        Held next = next(attempt);
        if (next != null) {
            next.begin().run();
        }
    }

    private synchronized @Nullable Held next(AttemptId attempt) {
        if (!running.remove(attempt.key(), attempt)) {
            return null;
        }
        Held next = held.remove(attempt.key());
        if (next != null) {
            running.put(attempt.key(), next.attempt());
        }
        return next;
    }
}
