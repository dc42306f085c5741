package dev.downbeat.engine.port;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what the journal wrote.
public interface RunLog {
    /// The unfinished runs of these shards, oldest first, `known` ones left out.
    ///
    /// @param limit at most so many, the rest at the next call
    List<StoredRun> unfinished(Set<Shard> shards, Set<RunId> known, int limit);

    /// One run, whatever its state.
    Optional<StoredRun> run(RunId run);

    /// What people asked of the runs of these shards and nobody has carried out yet, in the order in which it was
    /// asked.
    List<StoredCommand> commands(Set<Shard> shards, int limit);

    /// @param id tells the order
    /// @param by who asked; may be empty
    record StoredCommand(long id, RunId run, RunCommand command, String by) {}

    /// The run that comes directly before this one, as it stands: of the same DAG, the next earlier by logical date
    /// among those that were there when this one was queued. Foreground runs do not count; for a DAG with catchup
    /// only those of its schedule and of backfills do. Empty when there is none.
    Optional<StoredRun> before(RunId run);

    DagVersion version(VersionId version);

    /// @param tasks     the instances that have left `none`
    /// @param mapSizes  of the mapped tasks that are expanded
    /// @param choices   of the branches
    /// @param lastSeq   of the run's history, 0 when there is none
    record StoredRun(
            RunSpec spec,
            RunRow row,
            Map<TaskKey, TaskInstance> tasks,
            Map<TaskId, Integer> mapSizes,
            Map<TaskKey, Set<TaskId>> choices,
            long lastSeq) {}

    /// @param failure why it failed; null when it did not
    record RunRow(
            DagRunState state,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Failure failure) {}
}
