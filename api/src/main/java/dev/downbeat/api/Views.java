package dev.downbeat.api;

import dev.downbeat.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The records that [DownbeatApi] takes and gives. JSON names are in snake_case; states are the model's
/// words.
public final class Views {
    private Views() {}

    /// A piece of a list.
    ///
    /// @param nextCursor hand it in to get what follows; null at the end
    public record Page<T>(List<T> items, @Nullable String nextCursor) {
        /// How many items a page has when nobody says, and at most.
        public static final int LIMIT = 50;

        public static final int MAX_LIMIT = 1_000;

        public Page {
            items = List.copyOf(items);
        }
    }

    /// What answers here.
    ///
    /// @param database `embedded` or the server's host and name, never a password
    public record ServerInfo(String version, String database, String startedAt, int running, int queued) {}

    /// Which DAGs.
    ///
    /// @param text part of the id or description; empty for all
    public record DagQuery(String text, String tag, Optional<String> cursor, int limit) {}

    /// A DAG in a list.
    ///
    /// @param schedule for people: `0 6 * * * Europe/Helsinki`, `every 5m`, `by hand`
    /// @param error    the file's present import error; null when it loads well
    public record DagSummary(
            String id,
            String description,
            List<String> tags,
            List<String> owners,
            boolean paused,
            String schedule,
            @Nullable Instant nextRunAt,
            int version,
            String file,
            @Nullable String error,
            @Nullable RunSummary lastRun) {}

    /// A DAG with all that its file says.
    ///
    /// @param spec the DAG's spec as JSON values
    public record DagDetail(DagSummary summary, String docs, Map<String, @Nullable Object> spec) {}

    public record VersionSummary(int number, String hash, Instant createdAt) {}

    public record VersionDetail(VersionSummary summary, Map<String, @Nullable Object> spec, String source) {}

    /// A run that the schedule will fire.
    ///
    /// @param firesAt when the run starts; in the past for one that waits for the end of the run before it
    public record PlannedRun(Instant firesAt, Instant intervalStart, Instant intervalEnd) {}

    public record ImportProblem(String file, Instant seenAt, List<Problem> problems) {}

    /// A run to start by hand.
    ///
    /// @param params         what differs from the defaults
    /// @param logicalDate    null: now
    /// @param idempotencyKey a second trigger of the DAG with the same key gives the first one's run
    /// @param traceparent    of whoever asks, by the W3C's Trace Context: the run's trace goes on from it
    public record TriggerRequest(
            Map<String, @Nullable Object> params,
            @Nullable Instant logicalDate,
            @Nullable String idempotencyKey,
            @Nullable String traceparent) {
        /// By somebody who keeps no traces.
        public TriggerRequest(
                Map<String, @Nullable Object> params, @Nullable Instant logicalDate, @Nullable String idempotencyKey) {
            this(params, logicalDate, idempotencyKey, null);
        }
    }

    public record RunQuery(Optional<String> dag, Optional<String> state, Optional<String> cursor, int limit) {}

    /// A run in a list.
    ///
    /// @param failure one line; null unless the run failed
    public record RunSummary(
            long id,
            String dag,
            int version,
            String type,
            String state,
            Instant logicalDate,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String failure) {}

    /// A run with its tasks.
    ///
    /// @param firesAt       when its schedule wanted it to start; for one that a person started, when that
    ///                      was
    /// @param intervalStart of the time it covers; the same as the end when it is for a moment
    /// @param seq    of the newest entry of the run's history: it grows with every change
    /// @param counts task instances by state, those still in `none` too; states without any are left out
    /// @param tasks  in the DAG's order, instances of a mapped task together; at most the first 1,000
    public record RunDetail(
            RunSummary summary,
            Instant firesAt,
            Instant intervalStart,
            Instant intervalEnd,
            Map<String, @Nullable Object> params,
            Map<String, @Nullable Object> trigger,
            long seq,
            Map<String, Integer> counts,
            List<TaskView> tasks) {
        public static final int MAX_TASKS = 1_000;

        public RunDetail withTasks(List<TaskView> tasks) {
            return new RunDetail(summary, firesAt, intervalStart, intervalEnd, params, trigger, seq, counts, tasks);
        }
    }

    public record TaskQuery(Optional<String> state, Optional<String> task, Optional<String> cursor, int limit) {}

    /// A task instance.
    ///
    /// @param mapIndex -1 when not mapped
    /// @param attempt  0 before the first
    /// @param mapName  what its item is called, where the mapping says so
    /// @param dueAt    when one that waits goes on: the next try, the next look
    /// @param needs    direct upstream tasks
    /// @param waiting  what it waits for, or waited for; null when it never did
    /// @param live     what a running attempt gives to see; null when it does not run, or there is nothing
    public record TaskView(
            String task,
            int mapIndex,
            @Nullable String mapName,
            String operator,
            String state,
            int attempt,
            int tryNumber,
            int maxTries,
            @Nullable Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant dueAt,
            @Nullable String failure,
            List<String> needs,
            @Nullable WaitView waiting,
            @Nullable LiveView live) {
        public TaskView withLive(@Nullable LiveView live) {
            return new TaskView(
                    task, mapIndex, mapName, operator, state, attempt, tryNumber, maxTries, queuedAt, startedAt,
                    endedAt, dueAt, failure, needs, waiting, live);
        }
    }

    /// What a running attempt gives to see.
    ///
    /// @param progress    how far it is; null when it has not said
    /// @param silentSince its last sign of life (a line in its log, a checkpoint, progress) when that is 5
    ///                    minutes ago or longer; else null
    public record LiveView(
            @Nullable ProgressView progress, @Nullable Instant silentSince) {}

    /// @param total 0 when it is not known
    /// @param unit  of both numbers; may be empty
    public record ProgressView(long done, long total, String unit) {}

    /// What a task instance waits for.
    ///
    /// @param reason what it saw when it looked last: `no file matches incoming/*.csv`
    /// @param looks  how often it has looked
    /// @param until  when it has waited enough; null for never
    public record WaitView(
            String reason,
            int looks,
            Instant since,
            @Nullable Instant until) {}

    public record AttemptView(
            int attempt,
            int tryNumber,
            String outcome,
            @Nullable Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String failure,
            @Nullable String detail) {}

    public record XcomView(String name, @Nullable Object value) {}

    /// Something that happened to a run or a task instance.
    ///
    /// @param seq   of the commit; the events of one commit share it
    /// @param task  empty for the run itself
    /// @param from  empty for the first
    public record HistoryEvent(
            long seq, Instant at, String task, int mapIndex, int attempt, String from, String to, String note) {}

    /// A piece of a log.
    ///
    /// @param next     the offset to ask for next
    /// @param complete nothing will follow: the attempt has ended and this is its end
    public record LogChunk(String text, int attempt, long next, boolean complete) {}
}
