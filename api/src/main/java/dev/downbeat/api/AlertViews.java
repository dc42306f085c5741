package dev.downbeat.api;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The records that [AlertsApi] takes and gives.
public final class AlertViews {
    private AlertViews() {}

    /// Which alerts.
    ///
    /// @param state `pending`, `sent` or `failed`
    public record AlertQuery(
            Optional<String> dag, Optional<Long> run, Optional<String> state, Optional<String> cursor, int limit) {}

    /// An alert.
    ///
    /// @param task     empty when it is about the run
    /// @param mapIndex -1 when not mapped; of a mapped task, the first instance that it is about
    /// @param event    `success`, `failure`, `retry`, `skip` or `deadline`
    /// @param notifier `slack`, `email`, …
    /// @param state    `pending`, `sent` or `failed`
    /// @param dueAt    when one that is pending is sent, or tried again
    /// @param endedAt  when it was sent or given up
    /// @param error    why the last try failed; empty when it did not
    public record AlertView(
            long id,
            long run,
            String dag,
            String task,
            int mapIndex,
            String event,
            String notifier,
            String state,
            int tries,
            Instant raisedAt,
            Instant dueAt,
            @Nullable Instant endedAt,
            String error) {}

    /// A deadline that was missed.
    ///
    /// @param task     empty for the run's own
    /// @param missedAt when that was found out
    public record MissedDeadline(long run, String dag, String task, int mapIndex, Instant deadline, Instant missedAt) {}
}
