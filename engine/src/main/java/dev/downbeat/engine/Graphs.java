package dev.downbeat.engine;

import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.VersionId;
import java.util.LinkedHashMap;
import java.util.Map;

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
        return Restored.of(stored, of(version)).state();
    }
}
