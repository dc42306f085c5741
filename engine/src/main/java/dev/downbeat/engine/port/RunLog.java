package dev.downbeat.engine.port;

import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what the journal wrote.
public interface RunLog {
    /// The unfinished runs of these shards, oldest first, `known` ones left out.
    ///
    /// @param limit at most so many, the rest at the next call
    List<StoredRun> unfinished(Set<Shard> shards, Set<dev.downbeat.model.RunId> known, int limit);

    /// Runs among `runs` that a person asked to cancel.
    Set<dev.downbeat.model.RunId> cancelRequested(Set<Shard> shards);

    /// The run that comes directly before this one, as it stands: of the same DAG, the next earlier by logical date
    /// among those that were there when this one was queued. Foreground runs do not count; for a DAG with catchup
    /// only those of its schedule and of backfills do. Empty when there is none.
    java.util.Optional<StoredRun> before(dev.downbeat.model.RunId run);

    DagVersion version(VersionId version);

    /// @param tasks     the instances that have left `none`
    /// @param mapSizes  of the mapped tasks that have been expanded
    /// @param choices   of the branches
    /// @param lastSeq   of the run's history, 0 when there is none
    record StoredRun(
            RunSpec spec,
            RunRow row,
            Map<TaskKey, TaskInstance> tasks,
            Map<TaskId, Integer> mapSizes,
            Map<TaskKey, Set<TaskId>> choices,
            long lastSeq) {

        /// As the decider sees it.
        public RunState state(Graph graph) {
            var instances = new HashMap<RunState.Place, TaskInstance>();
            tasks.forEach((key, instance) -> instances.put(new RunState.Place(key.task(), key.index()), instance));
            var phase = new RunState.Phase(row.state(), row.startedAt(), null, row.failure());
            var chosen = new HashMap<RunState.Place, Set<TaskId>>();
            choices.forEach((key, choice) -> chosen.put(new RunState.Place(key.task(), key.index()), choice));
            return RunState.restored(graph, phase, new RunState.Stored(instances, mapSizes, chosen));
        }
    }

    /// @param cancelRequested a person asked to cancel while no scheduler held the run
    record RunRow(
            DagRunState state,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Failure failure,
            boolean cancelRequested) {}
}
