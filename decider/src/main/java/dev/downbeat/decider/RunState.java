package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.Map;
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
    /// @param failure why it failed; null otherwise
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
        return restored(graph, Phase.QUEUED, Map.of(), Map.of());
    }

    /// A run as the journal left it. Hand it to the decider with [Event.Resumed] before anything else.
    ///
    /// @param instances those that have left `none`
    /// @param sizes     of the mapped tasks that were expanded
    public static RunState restored(
            Graph graph, Phase phase, Map<Place, TaskInstance> instances, Map<TaskId, Integer> sizes) {
        var nodes = Vector.filled(graph.size(), TaskNode.BLANK);
        for (int task = 0; task < graph.size(); task++) {
            if (graph.upstreamCount(task) > 0) {
                nodes = nodes.with(task, TaskNode.BLANK.withUpstream(Tally.of(graph.upstreamCount(task))));
            }
        }
        for (var size : sizes.entrySet()) {
            int task = graph.position(size.getKey());
            nodes = nodes.with(task, nodes.get(task).sized(size.getValue()));
        }
        for (var entry : instances.entrySet()) {
            int task = graph.position(entry.getKey().task());
            nodes = nodes.with(task, nodes.get(task).withInstance(entry.getKey().index(), entry.getValue()));
        }
        return counted(graph, phase, nodes);
    }

    /// Derives the tallies and counters from the instances.
    private static RunState counted(Graph graph, Phase phase, Vector<TaskNode> nodes) {
        int open = 0;
        int faults = 0;
        for (int task = 0; task < graph.size(); task++) {
            TaskNode node = nodes.get(task);
            open += node.unended() > 0 ? 1 : 0;
            boolean tolerated = graph.task(task).policy().allowFailure();
            int left = node.size();
            for (int i = 0; i < node.size(); i++) {
                TaskState state = node.at(i).state();
                if (state.terminal()) {
                    left--;
                    faults += state == TaskState.FAILED && !tolerated ? 1 : 0;
                    for (int below : graph.downstream(task)) {
                        TaskNode next = nodes.get(below);
                        nodes = nodes.with(
                                below, next.withUpstream(next.upstream().plus(state, left == 0)));
                    }
                }
            }
        }
        return new RunState(graph, phase, open, faults, nodes);
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
