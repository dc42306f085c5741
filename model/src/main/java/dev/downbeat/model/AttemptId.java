package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// One try to execute a task instance. `number` counts every attempt from 1, those lost with their worker too,
/// so that the result of an old attempt can be told from the current one's.
public record AttemptId(TaskKey key, int number) {
    public AttemptId {
        if (number < 1) {
            throw new IllegalArgumentException("attempt number must be 1 or more, was " + number);
        }
    }

    /// Stable over all attempts of the task instance: hand it to outside systems so that a repeated attempt has
    /// no second effect there.
    public String idempotencyKey() {
        return "downbeat/" + key.run() + "/" + key.task() + "/" + key.index().value();
    }

    // Written out, as it is asked for at every step of every task: those that a record brings along are not inlined.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AttemptId id && id.number == number && id.key.equals(key);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + number;
    }

    @Override
    public String toString() {
        return key + "#" + number;
    }
}
