package dev.downbeat.executors.attempt;

import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.executors.artifacts.Artifact;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the tasks that a task names have left, as templates see it. Loaded with one query when the first is
/// asked for.
///
/// The output of a mapped task is the list of its instances' outputs by map index; one that left none is null
/// there. Within a mapped task group, and of the task that one is mapped along, it is the output of the instance
/// with the same map index. A value in the artifact store is shown as an object with `path`, `bytes` and `sha256`.
public final class Upstream {
    private final DagSpec dag;
    private final Set<TaskId> tasks;
    private final Once<Outputs.Left> left;
    private final Once<Map<TaskId, Map<MapIndex, Map<String, String>>>> xcoms;
    private final Lane lane;
    private final Once<Map<TaskId, Map<MapIndex, Map<String, String>>>> laneXcoms;

    /// The tasks of which only the instance with this map index is seen.
    private record Lane(Set<TaskId> tasks, MapIndex index) {}

    public Upstream(DagSpec dag, RunId run, Set<TaskId> tasks, Outputs outputs) {
        this(dag, run, tasks, outputs, new Lane(Set.of(), MapIndex.NONE));
    }

    private Upstream(DagSpec dag, RunId run, Set<TaskId> tasks, Outputs outputs, Lane lane) {
        this.dag = dag;
        this.tasks = new TreeSet<>(tasks);
        this.lane = lane;
        var whole = new TreeSet<>(tasks);
        whole.removeAll(lane.tasks());
        this.left = new Once<>(() -> whole.isEmpty() ? Outputs.NONE.load(run, whole) : outputs.load(run, whole));
        this.xcoms = new Once<>(() -> byTask(left.get()));
        this.laneXcoms = new Once<>(() -> byTask(outputs.load(run, lane.tasks(), lane.index())));
    }

    /// As an instance of a task sees it.
    static Upstream seenBy(TaskSpec task, MapIndex index, DagSpec dag, RunId run, Outputs outputs) {
        var named = new TreeSet<>(task.call().reads());
        task.needs().stream().map(Need::task).forEach(named::add);
        var lane = new TreeSet<TaskId>();
        if (index.mapped()) {
            for (TaskSpec other : dag.tasks()) {
                if (named.contains(other.id()) && aligned(task.mapping(), other)) {
                    lane.add(other.id());
                }
            }
        }
        return new Upstream(dag, run, named, outputs, new Lane(lane, index));
    }

    private static boolean aligned(Mapping mapping, TaskSpec other) {
        return switch (mapping) {
            case Mapping.Single _ -> false;
            case Mapping.Along along -> along.task().equals(other.id());
            case Mapping.Over over ->
                !over.group().isEmpty()
                        && other.mapping() instanceof Mapping.Over of
                        && of.group().equals(over.group());
        };
    }

    public Set<TaskId> tasks() {
        return Collections.unmodifiableSet(tasks);
    }

    private static Map<TaskId, Map<MapIndex, Map<String, String>>> byTask(Outputs.Left left) {
        var byTask = new HashMap<TaskId, Map<MapIndex, Map<String, String>>>();
        for (Outputs.Xcom xcom : left.xcoms()) {
            byTask.computeIfAbsent(xcom.task(), task -> new HashMap<>())
                    .computeIfAbsent(xcom.index(), index -> new LinkedHashMap<>())
                    .put(xcom.name(), xcom.json());
        }
        return byTask;
    }

    /// A task's output; null when it left none.
    public @Nullable Object output(TaskId task) {
        return named(task, XcomSet.OUTPUT);
    }

    /// What a task left by name, without its output.
    public Map<String, @Nullable Object> named(TaskId task) {
        var names = new TreeSet<String>();
        of(task).values().forEach(byName -> names.addAll(byName.keySet()));
        names.remove(XcomSet.OUTPUT);
        var values = new LinkedHashMap<String, @Nullable Object>();
        names.forEach(name -> values.put(name, named(task, name)));
        return values;
    }

    private @Nullable Object named(TaskId task, String name) {
        Map<MapIndex, Map<String, String>> byIndex = of(task);
        if (lane.tasks().contains(task)) {
            return value(byIndex.getOrDefault(lane.index(), Map.of()).get(name));
        }
        if (!mapped(task)) {
            return value(byIndex.getOrDefault(MapIndex.NONE, Map.of()).get(name));
        }
        int size = byIndex.keySet().stream()
                .mapToInt(index -> index.value() + 1)
                .max()
                .orElse(0);
        size = Math.max(size, left.get().mapSizes().getOrDefault(task, 0));
        List<@Nullable Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(value(byIndex.getOrDefault(MapIndex.of(i), Map.of()).get(name)));
        }
        return values;
    }

    private Map<MapIndex, Map<String, String>> of(TaskId task) {
        return (lane.tasks().contains(task) ? laneXcoms : xcoms).get().getOrDefault(task, Map.of());
    }

    private boolean mapped(TaskId task) {
        for (TaskSpec spec : dag.tasks()) {
            if (spec.id().equals(task)) {
                return spec.mapping().mapped();
            }
        }
        return false;
    }

    private static @Nullable Object value(@Nullable String json) {
        Object value = json == null ? null : Json.read(json);
        Optional<Artifact> artifact = Artifact.in(value);
        return artifact.isPresent() ? artifact.get().forTemplates() : value;
    }
}
