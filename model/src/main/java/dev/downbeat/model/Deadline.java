package dev.downbeat.model;

import java.time.Duration;
import java.util.Locale;

/// By when a run or a task instance has to have ended.
///
/// @param within how long after `from`
public record Deadline(From from, Duration within) {
    public Deadline {
        if (within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("a deadline must be later than what it is measured from");
        }
    }

    /// What a deadline is measured from.
    public enum From {
        /// When the run was asked for; when the task instance was first queued.
        QUEUED,
        /// The run's logical date. Not for tasks.
        LOGICAL,
        /// When the run, or the task instance's first attempt, began.
        START;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
