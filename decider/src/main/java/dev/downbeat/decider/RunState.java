package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A run at one moment: immutable, cheap to change. Only the [Decider] makes new ones.
public final class RunState {
    private final Graph graph;
    private final Phase phase;
    private final int open;
    private final int faults;
    private final Vector<TaskNode> nodes;

    /// @param open   tasks of which not every instance has ended
    /// @param faults task instances that failed and were not allowed to
    RunState(Graph graph, Phase phase, int open, int faults, Vector<TaskNode> nodes) {
        this.graph = graph;
        this.phase = phase;
        this.open = open;
        this.faults = faults;
        this.nodes = nodes;
    }

    /// The run as a whole.
    ///
    /// @param failure why it failed; while it still runs, why it is being brought to an end; null otherwise
    public record Phase(
            DagRunState state,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Failure failure) {
        public static final Phase QUEUED = new Phase(DagRunState.QUEUED, null, null, null);
    }

    /// Names a task instance within its run.
    public record Place(TaskId task, MapIndex index) {}

    /// A run that has been accepted and waits.
    public static RunState queued(Graph graph) {
        return restored(graph, Phase.QUEUED, Stored.NOTHING);
    }

    /// What the journal keeps of a run's tasks.
    ///
    /// @param instances those that have left `none`
    /// @param sizes     of the mapped tasks that were expanded
    /// @param choices   of the branches
    public record Stored(
            Map<Place, TaskInstance> instances, Map<TaskId, Integer> sizes, Map<Place, Set<TaskId>> choices) {
        public static final Stored NOTHING = new Stored(Map.of(), Map.of(), Map.of());
    }

    /// A run as the journal left it. Hand it to the decider with [Event.Resumed] before anything else.
    public static RunState restored(Graph graph, Phase phase, Stored stored) {
        var ledger = new Ledger(graph, Vector.filled(graph.size(), TaskNode.BLANK), graph.size(), 0);
        for (int task = 0; task < graph.size(); task++) {
            ledger.set(task, blank(graph, task, stored.sizes()));
        }
        stored.choices().forEach((place, chosen) -> {
            int task = graph.position(place.task());
            BitSet goesOn = Branches.goesOn(graph, new Outcome.Branched(chosen));
            ledger.set(task, ledger.node(task).withPick(place.index(), goesOn));
        });
        stored.instances().forEach((place, instance) -> {
            int task = graph.position(place.task());
            ledger.set(task, ledger.node(task).withInstance(place.index(), instance));
            if (instance.state().terminal()) {
                ledger.ended(task, place.index(), instance.state(), (_, _) -> {});
            }
        });
        return new RunState(graph, phase, ledger.open(), ledger.faults(), ledger.nodes());
    }

    /// A task of which nothing has ended.
    private static TaskNode blank(Graph graph, int task, Map<TaskId, Integer> sizes) {
        TaskNode node = graph.upstreamCount(task) == 0
                ? TaskNode.BLANK
                : TaskNode.BLANK.withUpstream(Tally.of(graph.upstreamCount(task)));
        Integer size = sizes.get(graph.task(task).id());
        if (size == null) {
            return node;
        }
        if (!graph.lanes().any(task)) {
            return node.sized(size);
        }
        int aligned = 0;
        for (int above : graph.upstream(task)) {
            boolean sized = sizes.containsKey(graph.task(above).id());
            aligned += sized && graph.lanes().aligned(above, task) ? 1 : 0;
        }
        return node.sized(size, aligned);
    }

    public Graph graph() {
        return graph;
    }

    public Phase phase() {
        return phase;
    }

    public DagRunState state() {
        return phase.state();
    }

    int open() {
        return open;
    }

    int faults() {
        return faults;
    }

    Vector<TaskNode> nodes() {
        return nodes;
    }

    TaskNode node(int task) {
        return nodes.get(task);
    }

    /// The task instance, [TaskInstance#NEW] when there is none with this index yet.
    public TaskInstance instance(int task, MapIndex index) {
        return nodes.get(task).instance(index);
    }

    /// How many items a mapped task has; -1 while that is not known, and for tasks that are not mapped.
    public int mapSize(int task) {
        return nodes.get(task).mapSize();
    }

    /// Visits every instance of a task: one for a task that is not mapped or not yet expanded, else one for
    /// each item.
    public void instances(int task, Consumer<TaskInstance> visitor) {
        TaskNode node = nodes.get(task);
        for (int i = 0; i < node.size(); i++) {
            visitor.accept(node.at(i));
        }
    }
}
