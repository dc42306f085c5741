package dev.downbeat.engine;

import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.VersionId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The graphs of the DAG versions that were in use of late, one for all runs of a version.
final class Graphs {
    private static final int KEPT = 256;

    private final Map<VersionId, Graph> graphs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VersionId, Graph> eldest) {
            return size() > KEPT;
        }
    };

    Graph of(DagVersion version) {
        return graphs.computeIfAbsent(version.id(), _ -> Graph.of(version.spec()));
    }

    /// A run as the journal left it.
    RunState restored(StoredRun stored, DagVersion version) {
        var instances = new HashMap<RunState.Place, TaskInstance>();
        stored.tasks().forEach((key, instance) -> instances.put(new RunState.Place(key.task(), key.index()), instance));
        var phase = new RunState.Phase(
                stored.row().state(),
                stored.row().startedAt(),
                null,
                stored.row().failure());
        var choices = new HashMap<RunState.Place, Set<TaskId>>();
        stored.choices().forEach((key, chosen) -> choices.put(new RunState.Place(key.task(), key.index()), chosen));
        return RunState.restored(of(version), phase, new RunState.Stored(instances, stored.mapSizes(), choices));
    }
}
