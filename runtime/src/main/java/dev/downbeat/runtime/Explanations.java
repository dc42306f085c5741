package dev.downbeat.runtime;

import dev.downbeat.api.ExplainViews.Explanation;
import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.api.UnknownNameException;
import dev.downbeat.decider.Gate;
import dev.downbeat.decider.Gates;
import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.decider.Surroundings;
import dev.downbeat.engine.Restored;
import dev.downbeat.engine.port.RemoteWork;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.executors.remote.WorkerHands;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.PastRule;
import dev.downbeat.model.Pool;
import dev.downbeat.model.RunId;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.store.query.GateQueries;
import dev.downbeat.store.query.OccupancyQueries;
import dev.downbeat.store.query.OccupancyQueries.Occupied;
import dev.downbeat.store.runs.PoolRows;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Says why a task instance does not run, from what is durable. So every process can, also one that drives nothing.
final class Explanations {
    private final Sources sources;
    private final ToIntFunction<Shard> parallelism;

    record Sources(
            PgRunLog runLog, GateQueries gates, OccupancyQueries occupancy, PoolRows pools, RemoteWork workers) {}

    /// @param parallelism of the process that drives the shard's runs; 0 when it is not known here
    Explanations(Sources sources, ToIntFunction<Shard> parallelism) {
        this.sources = sources;
        this.parallelism = parallelism;
    }

    Explanation explain(long runId, String taskId, int mapIndex) {
        StoredRun stored = sources.runLog()
                .run(new RunId(runId))
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no run " + runId));
        Graph graph = Graph.of(sources.runLog().version(stored.spec().version()).spec());
        RunState run = Restored.of(stored, graph).state();
        TaskSpec task = task(graph, taskId);
        int position = graph.position(task.id());
        MapIndex index = index(run, task, mapIndex);
        int attempt = run.instance(position, index).attempt();
        String waitsFor = attempt == 0
                ? ""
                : sources.workers().noteOf(new AttemptId(new TaskKey(new RunId(runId), task.id(), index), attempt));
        List<Gate> gates = Gates.of(run, position, index, surroundings(stored, task, index, waitsFor));
        return new Explanation(
                runId,
                stored.spec().dag().value(),
                taskId,
                index.value(),
                run.instance(position, index).state().word(),
                gates.stream().map(Explanations::view).toList());
    }

    private static GateView view(Gate gate) {
        return new GateView(gate.kind().word(), gate.standing().word(), gate.since(), gate.why(), gate.opens());
    }

    private static TaskSpec task(Graph graph, String id) {
        List<TaskSpec> tasks = graph.spec().tasks();
        return tasks.stream()
                .filter(task -> task.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> UnknownNameException.of(
                        ErrorCode.NOT_FOUND,
                        "the run has no task '%s'".formatted(id),
                        id,
                        tasks.stream().map(TaskSpec::id).map(TaskId::value).toList()));
    }

    /// Without an index while the items are not known, or when there were none.
    private static MapIndex index(RunState run, TaskSpec task, int asked) {
        int size = run.mapSize(run.graph().position(task.id()));
        if (!task.mapping().mapped() && asked >= 0) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "task '%s' is not mapped: leave the index out".formatted(task.id()));
        }
        if (size <= 0) {
            return MapIndex.NONE;
        }
        if (asked < 0) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "task '%s' has %d instances: give an index from 0 to %d".formatted(task.id(), size, size - 1));
        }
        if (asked >= size) {
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "task '%s' has no instance %d: the last one is %d".formatted(task.id(), asked, size - 1));
        }
        return MapIndex.of(asked);
    }

    private Surroundings surroundings(StoredRun stored, TaskSpec task, MapIndex index, String waitsFor) {
        RunId id = stored.spec().id();
        GateQueries.Standing standing = sources.gates().standing(id);
        var queue = new Surroundings.Queue(
                stored.spec().type(), stored.row().queuedAt(), standing.paused(), standing.running(), standing.ahead());
        int atATime = standing.owner().isEmpty()
                ? 0
                : parallelism.applyAsInt(stored.spec().shard());
        var driver = new Surroundings.Driver(standing.owner(), standing.underWay(), atATime, served(task), waitsFor);
        List<Surroundings.Moved> moves = sources.gates().moves(id, task.id(), index).stream()
                .map(move -> new Surroundings.Moved(move.to(), move.note(), move.at()))
                .toList();
        return new Surroundings(queue, room(stored, task), before(id, task), driver, moves);
    }

    private @Nullable List<String> served(TaskSpec task) {
        return task.placement().executor().equals(WorkerHands.EXECUTOR)
                ? sources.workers().workers().stream()
                        .filter(worker -> !worker.draining())
                        .flatMap(worker -> worker.worker().queues().stream())
                        .distinct()
                        .sorted()
                        .toList()
                : null;
    }

    private Surroundings.@Nullable Before before(RunId run, TaskSpec task) {
        if (task.policy().limits().past() == PastRule.NONE) {
            return null;
        }
        return sources.runLog()
                .before(run)
                .map(found -> new Surroundings.Before(
                        found.spec().id(),
                        Restored.of(
                                        found,
                                        Graph.of(sources.runLog()
                                                .version(found.spec().version())
                                                .spec()))
                                .state()))
                .orElse(null);
    }

    private Surroundings.Room room(StoredRun stored, TaskSpec task) {
        String name = task.placement().pool();
        List<Occupied> occupied = sources.occupancy().all();
        Pool pool = sources.pools().find(name).orElse(null);
        Predicate<Occupied> ofDag = held -> held.shard().equals(stored.spec().shard())
                && held.dag().equals(stored.spec().dag().value());
        Predicate<Occupied> ofRun = held -> held.run().equals(stored.spec().id());
        Predicate<Occupied> ofTask = held -> held.task().id().equals(task.id());
        return new Surroundings.Room(
                pool,
                holders(occupied, name, pool != null && pool.includeDeferred()),
                active(occupied, ofRun),
                active(occupied, ofDag),
                active(occupied, ofDag.and(ofTask)),
                active(occupied, ofRun.and(ofTask)));
    }

    private static List<Surroundings.Holder> holders(List<Occupied> occupied, String pool, boolean deferredToo) {
        return occupied.stream()
                .filter(held -> held.of(pool))
                .filter(held -> held.state().active() || (deferredToo && held.state() == TaskState.DEFERRED))
                .map(held -> new Surroundings.Holder(held.run(), held.task().id(), held.slots()))
                .sorted(Comparator.comparingInt(Surroundings.Holder::slots)
                        .reversed()
                        .thenComparing(Surroundings.Holder::run))
                .toList();
    }

    private static int active(List<Occupied> occupied, Predicate<Occupied> which) {
        return occupied.stream()
                .filter(held -> held.state().active())
                .filter(which)
                .mapToInt(Occupied::instances)
                .sum();
    }
}
