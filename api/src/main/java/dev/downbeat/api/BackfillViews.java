package dev.downbeat.api;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records that [BackfillsApi] takes and gives.
public final class BackfillViews {
    /// Runs at a time when nobody says.
    public static final int CONCURRENCY = 4;

    private BackfillViews() {}

    /// What to fill.
    ///
    /// @param from        the first logical date: a date in the schedule's zone, or a date and time with an offset
    /// @param to          the last one, inclusive; of a date the whole day
    /// @param backwards   the newest interval first; null: the oldest first
    /// @param rerun       `none`, `failed` or `all`: which intervals are run that have a run already; null: none
    /// @param concurrency runs at a time; null: 4
    /// @param params      what differs from the defaults, in all runs; null: nothing
    public record BackfillRequest(
            String from,
            String to,
            @Nullable Boolean backwards,
            @Nullable String rerun,
            @Nullable Integer concurrency,
            @Nullable Map<String, @Nullable Object> params) {}

    /// A backfill.
    ///
    /// @param state    `running`, `paused`, `success`, `failed` (one of its runs did) or `cancelled`
    /// @param progress its intervals by state: `waiting`, `left_out`, `dropped`, and those of their runs
    public record BackfillView(
            long id,
            String dag,
            int version,
            String state,
            Instant from,
            Instant to,
            boolean backwards,
            String rerun,
            int concurrency,
            Instant createdAt,
            @Nullable Instant endedAt,
            Map<String, Integer> progress) {}

    /// An interval of a backfill.
    ///
    /// @param position in the order in which they are run, from 1
    /// @param state    `waiting`, `left_out`, `dropped` (the backfill was cancelled before), or its run's
    /// @param run      null before it has one
    /// @param note     why it is left out; empty otherwise
    public record BackfillItem(
            int position,
            Instant logicalDate,
            Instant intervalStart,
            Instant intervalEnd,
            String state,
            @Nullable Long run,
            String note) {}
}
