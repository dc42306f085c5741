package dev.downbeat.model;

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

    @Override
    public String toString() {
        return key + "#" + number;
    }
}
