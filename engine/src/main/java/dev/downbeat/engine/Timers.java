package dev.downbeat.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is to happen later, by time; what is due at the same time comes in the order in which it was set.
final class Timers {
    private final TreeMap<Due, Action> timers = new TreeMap<>();
    private long order;

    record Due(Instant at, long order) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// What happens when the time has come.
    interface Action {
        /// @param now may be later than it was due
        void happen(Due due, Instant now);
    }

    Due set(Instant at, Runnable action) {
        return set(at, (_, _) -> action.run());
    }

    Due set(Instant at, Action action) {
        var due = new Due(at, order++);
        timers.put(due, action);
        return due;
    }

    void cancel(@Nullable Due due) {
        if (due != null) {
            timers.remove(due);
        }
    }

    /// The next action due by `now`, taken out; null when there is none.
    @Nullable
    Runnable poll(Instant now) {
        var first = timers.firstEntry();
        if (first == null || first.getKey().at().isAfter(now)) {
            return null;
        }
        timers.remove(first.getKey());
        return () -> first.getValue().happen(first.getKey(), now);
    }

    Optional<Instant> next() {
        return timers.isEmpty()
                ? Optional.empty()
                : Optional.of(timers.firstKey().at());
    }
}
