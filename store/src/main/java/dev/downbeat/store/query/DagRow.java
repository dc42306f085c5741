package dev.downbeat.store.query;

import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.Schedule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A DAG as stored, without the tasks.
///
/// @param version the newest one's number
/// @param error   the first line of its file's import error; null when the file loads well
public record DagRow(
        DagId id,
        Standing standing,
        int version,
        About about,
        Schedule schedule,
        @Nullable String error,
        @Nullable RunSummary lastRun) {

    /// What changes without a new version.
    ///
    /// @param file            as an absolute path
    /// @param present         false once the file no longer holds the DAG
    /// @param lastIntervalEnd of the newest scheduled run; null before the first
    public record Standing(
            String file,
            boolean paused,
            boolean present,
            Instant firstSeenAt,
            @Nullable Instant lastIntervalEnd) {}
}
