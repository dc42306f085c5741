package dev.downbeat.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The records that [RepairApi] takes and gives.
public final class RepairViews {
    private RepairViews() {}

    /// Which task instances.
    ///
    /// @param tasks      task ids, paths of task groups, patterns with `*`; empty: all tasks
    /// @param indexes    of the named tasks only the items with these map indexes; empty: all
    /// @param upstream   also all tasks before them
    /// @param downstream also all tasks after them
    /// @param past       also in the DAG's runs with an earlier logical date
    /// @param future     also in those with a later one
    /// @param failedOnly of all these only instances that failed, or could not run because an upstream task did
    public record TaskSelection(
            List<String> tasks,
            List<Integer> indexes,
            boolean upstream,
            boolean downstream,
            boolean past,
            boolean future,
            boolean failedOnly) {
        public static final TaskSelection ALL =
                new TaskSelection(List.of(), List.of(), false, false, false, false, false);

        // Written out: javac drops type annotations from the parameters of a compact constructor.
        public TaskSelection(
                @Nullable List<String> tasks,
                @Nullable List<Integer> indexes,
                boolean upstream,
                boolean downstream,
                boolean past,
                boolean future,
                boolean failedOnly) {
            this.tasks = List.copyOf(Objects.requireNonNullElse(tasks, List.of()));
            this.indexes = List.copyOf(Objects.requireNonNullElse(indexes, List.of()));
            this.upstream = upstream;
            this.downstream = downstream;
            this.past = past;
            this.future = future;
            this.failedOnly = failedOnly;
        }

        public static TaskSelection of(String... tasks) {
            return new TaskSelection(List.of(tasks), List.of(), false, false, false, false, false);
        }

        public TaskSelection withDownstream() {
            return new TaskSelection(tasks, indexes, upstream, true, past, future, failedOnly);
        }
    }

    /// @param fromFailed    what failed and all that comes after it; `select` names nothing then
    /// @param latestVersion the run goes on with the DAG's newest version
    /// @param dryRun        only say what would be done
    /// @param by            who asks, for people; may be left out
    public record ClearRequest(
            @Nullable TaskSelection select,
            boolean fromFailed,
            boolean latestVersion,
            boolean dryRun,
            @Nullable String by) {}

    /// @param state success, failed or skipped
    public record MarkRequest(
            @Nullable TaskSelection select,
            @Nullable String state,
            boolean dryRun,
            @Nullable String by) {}

    public record CancelTasksRequest(
            @Nullable TaskSelection select,
            boolean dryRun,
            @Nullable String by) {}

    /// @param state success or failed
    public record MarkRunRequest(
            @Nullable String state,
            boolean dryRun,
            @Nullable String by) {}

    /// Some instances of a task of a run.
    ///
    /// @param indexes map indexes; `[-1]` when it is not mapped
    /// @param states  how many of them are in which state now
    public record PlannedTask(long run, String task, List<Integer> indexes, Map<String, Integer> states) {}

    /// What was asked for, or would be.
    ///
    /// @param tasks    all task instances concerned
    /// @param removed  tasks of the run that the version it goes on with no longer has
    /// @param added    tasks that it has and the run's version had not
    /// @param commands what was stored, one for each run; empty for a dry run and when there was nothing to do
    public record Plan(
            boolean dryRun,
            List<PlannedTask> tasks,
            List<String> removed,
            List<String> added,
            List<AskedCommand> commands) {
        public int instances() {
            return tasks.stream().mapToInt(task -> task.indexes().size()).sum();
        }
    }

    public record AskedCommand(long id, long run) {}

    /// What somebody asked of a run.
    ///
    /// @param kind    cancel, cancel_tasks, clear, mark or mark_run
    /// @param detail  what it says beside its kind
    /// @param outcome null while nobody has carried it out
    public record CommandView(
            long id,
            String kind,
            Map<String, @Nullable Object> detail,
            Instant askedAt,
            String askedBy,
            @Nullable Instant appliedAt,
            @Nullable String outcome) {}

    /// Which runs, and what to do to each.
    ///
    /// @param action cancel, clear or mark
    /// @param clear  for `clear`; when left out: what failed and all that comes after it
    /// @param state  for `mark`: how the runs ended
    public record BulkRequest(
            @Nullable RunFilter filter,
            @Nullable String action,
            @Nullable ClearRequest clear,
            @Nullable String state,
            boolean dryRun,
            @Nullable String by) {}

    /// @param since the logical date is this or later
    /// @param until the logical date is before this
    /// @param limit at most so many, the newest; 0 is the same as [#LIMIT]
    public record RunFilter(
            @Nullable String dag,
            @Nullable String state,
            @Nullable Instant since,
            @Nullable Instant until,
            int limit) {
        public static final int LIMIT = 100;
        public static final int MAX_LIMIT = 1_000;
    }

    public record BulkPlan(boolean dryRun, List<BulkRun> runs, List<AskedCommand> commands) {}

    /// @param instances how many task instances are concerned
    /// @param problem   why nothing is done to this run; null when something is
    public record BulkRun(
            long run,
            String dag,
            String state,
            int instances,
            @Nullable String problem) {}

    /// @param task     empty: the note is on the run itself
    /// @param mapIndex -1 when not mapped; null is the same
    public record NoteRequest(
            @Nullable String task,
            @Nullable Integer mapIndex,
            @Nullable String text,
            @Nullable String by) {
        public Optional<String> onTask() {
            return Optional.ofNullable(task).filter(name -> !name.isEmpty());
        }
    }

    public record NoteView(long id, String task, int mapIndex, String text, Instant writtenAt, String writtenBy) {}
}
