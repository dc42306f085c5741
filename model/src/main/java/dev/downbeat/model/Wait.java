package dev.downbeat.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a task instance waits for without being executed. Its next moment stands in
/// [TaskInstance.Times#dueAt].
///
/// @param wake  what happens then
/// @param since when it began to wait; a retry goes on with the same
/// @param limit when it has waited enough
/// @param looks how often it has looked or been executed so far
/// @param reason what it waits for, for people
/// @param state what it left for its next look, as JSON; null for nothing
public record Wait(
        Wake wake,
        Instant since,
        Limit limit,
        int looks,
        String reason,
        @Nullable String state) {
    /// What happens when the moment has come.
    public enum Wake {
        /// It has ended well; there is nothing to look at.
        DONE,
        /// It looks once more, beside the slots.
        LOOK,
        /// It is executed once more, when the limits let it.
        RUN,
        /// Nothing: the attempt that waited has ended, and the next one keeps to the same limit.
        ENDED
    }

    /// @param until null for as long as it takes
    /// @param soft  the task instance is then skipped and does not fail
    public record Limit(@Nullable Instant until, boolean soft) {
        public static final Limit NONE = new Limit(null, false);

        public boolean reached(Instant at) {
            return until != null && !at.isBefore(until);
        }

        /// `at`, or the limit when that comes first.
        public Instant orEarlier(Instant at) {
            return until != null && until.isBefore(at) ? until : at;
        }
    }

    /// The same attempt is executed again when the limits let it.
    public boolean goesOn() {
        return wake == Wake.RUN;
    }

    /// What an attempt that is lost leaves to the next one: it goes on where the lost one stood.
    public Wait lost() {
        return new Wait(Wake.ENDED, since, limit, looks, reason, state);
    }

    /// What an attempt that ended leaves behind, to the next one too: how long it has waited, and no more.
    public Wait ended() {
        return new Wait(Wake.ENDED, since, limit, looks, reason, null);
    }
}
