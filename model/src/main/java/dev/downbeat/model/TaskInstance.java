package dev.downbeat.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A task of a run at one moment. Immutable; the decider makes the next one from an event.
///
/// @param attempt   number of the current or last attempt, 0 before the first; counts lost attempts too
/// @param tryNumber tries that count against the retries, 0 before the first
/// @param lost      attempts in a row that were lost with the process that ran them
/// @param failure   of the last failed attempt; null when none failed
/// @param waiting   what it waits for, or waited for before; null when it never did
public record TaskInstance(
        TaskState state,
        int attempt,
        int tryNumber,
        int lost,
        Times times,
        @Nullable Failure failure,
        @Nullable Wait waiting) {
    public static final TaskInstance NEW = new TaskInstance(TaskState.NONE, 0, 0, 0, Times.NEVER, null);

    /// Nothing is known of it but how many attempts it has had: all its tries are ahead again, and if it waits, it
    /// begins to wait.
    public TaskInstance cleared() {
        return new TaskInstance(TaskState.NONE, attempt, 0, 0, Times.NEVER, null);
    }

    /// Ended without an attempt of its own, by a rule.
    public TaskInstance settled(TaskState end, Instant at) {
        return ended(end, times.ended(at));
    }

    /// Ended as a person says. What had not begun began and ended just then: so it differs from what a rule ended.
    public TaskInstance marked(TaskState end, Instant at) {
        Instant began = times.startedAt() == null ? at : times.startedAt();
        return ended(end, new Times(times.queuedAt(), began, at, null, null));
    }

    private TaskInstance ended(TaskState end, Times its) {
        return new TaskInstance(end, attempt, tryNumber, lost, its, null, waiting == null ? null : waiting.ended());
    }

    /// Ended by a rule, or by the end of its run, before it had begun: no try and no person had a say.
    public boolean endedUnbegun() {
        return state == TaskState.UPSTREAM_FAILED
                || (state == TaskState.SKIPPED && tryNumber == 0 && times.startedAt() == null);
    }

    public TaskInstance in(TaskState next) {
        return new TaskInstance(next, attempt, tryNumber, lost, times, failure, waiting);
    }

    /// One that never waited.
    public TaskInstance(TaskState state, int attempt, int tryNumber, int lost, Times times, @Nullable Failure failure) {
        this(state, attempt, tryNumber, lost, times, failure, null);
    }

    public TaskInstance withFailure(@Nullable Failure failure) {
        return new TaskInstance(state, attempt, tryNumber, lost, times, failure, waiting);
    }

    public TaskInstance withLost(int lost) {
        return new TaskInstance(state, attempt, tryNumber, lost, times, failure, waiting);
    }

    public TaskInstance withWaiting(@Nullable Wait waiting) {
        return new TaskInstance(state, attempt, tryNumber, lost, times, failure, waiting);
    }

    /// When things happened to the current attempt.
    ///
    /// @param dueAt     when a waiting instance goes on (a retry's delay is over, the next look is due); of one
    ///                  that waits for a slot, by when it must have one
    /// @param expiresAt by when all of its tries must be over; null: whenever they are
    public record Times(
            @Nullable Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant dueAt,
            @Nullable Instant expiresAt) {
        public static final Times NEVER = new Times(null, null, null, null, null);

        public Times ended(Instant at) {
            return new Times(queuedAt, startedAt, at, null, null);
        }
    }
}
