package dev.downbeat.engine;

import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A run read back from the journal, on the DAG version that it has or goes on with. Tasks are the same when
/// their ids are.
///
/// @param gone what the version has no place for
/// @param uncounted mapped tasks whose items are not those of this version
/// @param back what an earlier version had no place for, and this one has: it has yet to run
public record Restored(RunState state, List<Left> gone, List<Left> back, List<TaskId> uncounted) {
    /// A task instance that is stored.
    public record Left(TaskKey key, TaskInstance instance) {}

    public Restored {
        gone = List.copyOf(gone);
        back = List.copyOf(back);
        uncounted = List.copyOf(uncounted);
    }

    /// On the version that it has.
    public static Restored of(StoredRun stored, Graph graph) {
        return of(stored, graph, false);
    }

    /// @param other whether that is another version than the run has
    public static Restored of(StoredRun stored, Graph graph, boolean other) {
        Map<TaskId, Integer> sizes = sizes(stored, graph);
        var instances = new HashMap<RunState.Place, TaskInstance>();
        var gone = new ArrayList<Left>();
        var back = new ArrayList<Left>();
        stored.tasks().forEach((key, instance) -> {
            var place = new RunState.Place(key.task(), key.index());
            boolean counted = counted(stored, sizes, key);
            if (instance.state() == TaskState.REMOVED && hasPlaceAgain(graph, key, other)) {
                instances.put(place, instance.cleared());
                if (other && !sizes.containsKey(key.task())) {
                    back.add(new Left(key, instance));
                }
            } else if (fits(graph, key.task(), key.index())) {
                // what is not there any longer still tells how many attempts there were
                instances.put(place, counted ? instance : instance.in(TaskState.REMOVED));
            }
            if (!(counted && instances.containsKey(place)) && instance.state() != TaskState.REMOVED) {
                gone.add(new Left(key, instance));
            }
        });
        var choices = new HashMap<RunState.Place, Set<TaskId>>();
        stored.choices().forEach((key, chosen) -> {
            if (fits(graph, key.task(), key.index()) && key.index().value() < sizes.getOrDefault(key.task(), 0)) {
                choices.put(new RunState.Place(key.task(), key.index()), chosen);
            }
        });
        var row = stored.row();
        var phase = new RunState.Phase(row.state(), row.startedAt(), row.endedAt(), row.failure());
        return new Restored(
                RunState.restored(graph, phase, new RunState.Stored(instances, sizes, choices)),
                gone,
                back,
                stored.mapSizes().keySet().stream()
                        .filter(task -> !sizes.containsKey(task))
                        .toList());
    }

    /// A task that was not in the DAG for a while; or of one that is mapped now, the instance that it was before.
    private static boolean hasPlaceAgain(Graph graph, TaskKey key, boolean other) {
        return !key.index().mapped()
                && graph.has(key.task())
                && (other || graph.task(graph.position(key.task())).mapping().mapped());
    }

    private static boolean counted(StoredRun stored, Map<TaskId, Integer> sizes, TaskKey key) {
        return !key.index().mapped() || !stored.mapSizes().containsKey(key.task()) || sizes.containsKey(key.task());
    }

    private static boolean fits(Graph graph, TaskId task, MapIndex index) {
        return graph.has(task)
                && !(index.mapped() && graph.task(graph.position(task)).mapping() instanceof Mapping.Single);
    }

    /// Tasks that have the same items in this version but had not when they were counted are counted anew.
    private static Map<TaskId, Integer> sizes(StoredRun stored, Graph graph) {
        var sizes = new HashMap<TaskId, Integer>();
        stored.mapSizes().forEach((task, size) -> {
            if (fits(graph, task, MapIndex.of(0)) && alike(stored, graph, graph.position(task), size)) {
                sizes.put(task, size);
            }
        });
        return sizes;
    }

    private static boolean alike(StoredRun stored, Graph graph, int task, int size) {
        boolean counted = false;
        for (int same : graph.sameItems(task)) {
            Integer its = stored.mapSizes().get(graph.task(same).id());
            if (its != null && its != size) {
                return false;
            }
            counted |= its != null && graph.task(same).mapping() instanceof Mapping.Over;
        }
        return counted;
    }
}
