package dev.downbeat.reliability;

/// A promise that was not kept.
record Violation(Kind kind, String what) {
    /// Which promise.
    enum Kind {
        /// A run that was accepted is not there.
        LOST_RUN,
        /// Two runs of one idempotency key, or two that one task triggered.
        DOUBLE_RUN,
        /// A run or a task instance that has not ended.
        STUCK,
        /// A run that ended in another way than its tasks give reason for.
        WRONG_END,
        /// A run without one of its task instances.
        LOST_TASK,
        /// A success, but the task did not do what it is for.
        NO_EFFECT,
        /// A task did something in an attempt that the history does not know.
        UNKNOWN_EXECUTION,
        /// One attempt was executed twice.
        DOUBLE_EXECUTION,
        /// A further attempt though the one before was neither lost nor failed.
        NEEDLESS_ATTEMPT,
        /// A result of an attempt that was given up counts.
        FENCED_RESULT,
        /// The history's steps do not follow one another.
        BROKEN_HISTORY,
        /// Servers tell different things.
        DISAGREEMENT,
        /// An update of an asset started no run.
        LOST_UPDATE,
        /// An update of an asset started several.
        DOUBLE_UPDATE,
        /// A server ended, and nobody had stopped it.
        SERVER_ENDED
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
