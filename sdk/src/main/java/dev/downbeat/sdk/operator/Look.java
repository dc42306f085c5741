package dev.downbeat.sdk.operator;

import org.jspecify.annotations.Nullable;

/// What a [Sensor] saw.
public sealed interface Look {
    /// It is there.
    ///
    /// @param value the task's output, as with [TaskResult#of]
    record Found(@Nullable Object value) implements Look {}

    /// It is not there yet: look again later.
    ///
    /// @param reason what was seen instead, in a few words: `no file matches incoming/*.csv`
    /// @param state  handed to the next look by [TaskContext#state]; a small JSON value, null for nothing
    record NotYet(String reason, @Nullable Object state) implements Look {}

    /// There is nothing to wait for any more: the task ends with this result, as when it is to be skipped.
    record Ended(TaskResult result) implements Look {}

    static Look found(@Nullable Object value) {
        return new Found(value);
    }

    static Look notYet(String reason) {
        return new NotYet(reason, null);
    }

    static Look notYet(String reason, @Nullable Object state) {
        return new NotYet(reason, state);
    }
}
