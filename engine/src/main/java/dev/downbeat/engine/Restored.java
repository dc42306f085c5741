package dev.downbeat.engine;

import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A run read back from the journal, on the DAG version that it has or goes on with. Tasks are the same when
/// their ids are.
///
/// @param gone what the version has no place for
public record Restored(RunState state, List<Left> gone) {
    /// A task instance that is stored.
    public record Left(TaskKey key, TaskInstance instance) {}

    public Restored {
        gone = List.copyOf(gone);
    }

    public static Restored of(StoredRun stored, Graph graph) {
        var instances = new HashMap<RunState.Place, TaskInstance>();
        var gone = new ArrayList<Left>();
        stored.tasks().forEach((key, instance) -> {
            if (fits(graph, key.task(), key.index())) {
                instances.put(new RunState.Place(key.task(), key.index()), instance);
            } else {
                gone.add(new Left(key, instance));
            }
        });
        var sizes = new HashMap<TaskId, Integer>();
        stored.mapSizes().forEach((task, size) -> {
            if (fits(graph, task, MapIndex.of(0))) {
                sizes.put(task, size);
            }
        });
        var choices = new HashMap<RunState.Place, Set<TaskId>>();
        stored.choices().forEach((key, chosen) -> {
            if (fits(graph, key.task(), key.index())) {
                choices.put(new RunState.Place(key.task(), key.index()), chosen);
            }
        });
        var row = stored.row();
        var phase = new RunState.Phase(row.state(), row.startedAt(), row.endedAt(), row.failure());
        return new Restored(
                RunState.restored(graph, phase, new RunState.Stored(instances, sizes, Map.copyOf(choices))), gone);
    }

    private static boolean fits(Graph graph, TaskId task, MapIndex index) {
        return graph.has(task)
                && !(index.mapped() && graph.task(graph.position(task)).mapping() instanceof Mapping.Single);
    }
}
