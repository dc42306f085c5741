package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
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
        Vector<TaskNode> nodes = Vector.filled(graph.size(), TaskNode.BLANK);
        for (var sized : stored.sizes().entrySet()) {
            int task = graph.position(sized.getKey());
            nodes = nodes.with(task, nodes.get(task).sized(sized.getValue()));
        }
        for (var kept : stored.instances().entrySet()) {
            int task = graph.position(kept.getKey().task());
            nodes = nodes.with(task, nodes.get(task).placed(kept.getKey().index(), kept.getValue()));
        }
        for (var choice : stored.choices().entrySet()) {
            int task = graph.position(choice.getKey().task());
            BitSet goesOn = Branches.goesOn(graph, new Outcome.Branched(choice.getValue()));
            nodes = nodes.with(task, nodes.get(task).withPick(choice.getKey().index(), goesOn));
        }
        Ledger ledger = Ledger.counted(graph, nodes);
        return new RunState(graph, phase, ledger.open(), ledger.faults(), ledger.nodes());
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

    /// Everything of it has ended.
    public boolean allEnded() {
        return open == 0;
    }

    /// Visits what an executor may still hold; of an instance that is deferred, a look.
    public void held(int task, BiConsumer<MapIndex, TaskInstance> visitor) {
        TaskNode node = nodes.get(task);
        for (int i = 0; i < node.size(); i++) {
            visitIfHeld(node.indexAt(i), node.at(i), visitor);
        }
        for (int i = Math.max(node.mapSize(), 0); node.stopping() && i < node.formerSize(); i++) {
            visitIfHeld(MapIndex.of(i), node.former(i), visitor);
        }
    }

    private static void visitIfHeld(MapIndex index, TaskInstance instance, BiConsumer<MapIndex, TaskInstance> visitor) {
        if (instance.state().active() || instance.state() == TaskState.DEFERRED) {
            visitor.accept(index, instance);
        }
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
