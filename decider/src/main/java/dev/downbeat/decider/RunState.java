package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
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
        return restored(graph, Phase.QUEUED, Stored.NOTHING);
    }

    /// What the journal keeps of a run beside its phase.
    ///
    /// @param instances those that have left `none`
    /// @param sizes     of the mapped tasks that are expanded
    /// @param choices   what each branch instance chose
    public record Stored(
            Map<Place, TaskInstance> instances, Map<TaskId, Integer> sizes, Map<Place, Set<TaskId>> choices) {
        static final Stored NOTHING = new Stored(Map.of(), Map.of(), Map.of());
    }

    /// A run as the journal left it. Hand it to the decider with [Event.Resumed] before anything else.
    public static RunState restored(Graph graph, Phase phase, Stored stored) {
        var nodes = Vector.filled(graph.size(), TaskNode.BLANK);
        for (int task = 0; task < graph.size(); task++) {
            if (graph.upstreamCount(task) > 0) {
                nodes = nodes.with(task, TaskNode.BLANK.withUpstream(Tally.of(graph.upstreamCount(task))));
            }
        }
        for (var entry : items(stored).entrySet()) {
            int task = graph.position(entry.getKey());
            nodes = nodes.with(task, nodes.get(task).restored(entry.getValue()));
        }
        for (var entry : stored.instances().entrySet()) {
            if (!entry.getKey().index().mapped()) {
                int task = graph.position(entry.getKey().task());
                nodes = nodes.with(task, nodes.get(task).withInstance(MapIndex.NONE, entry.getValue()));
            }
        }
        for (var entry : stored.choices().entrySet()) {
            int branch = graph.position(entry.getKey().task());
            var excluded = graph.excludedBy(branch, entry.getValue());
            nodes = routed(nodes, branch, entry.getKey().index(), excluded);
        }
        return counted(graph, phase, nodes);
    }

    private static Map<TaskId, Items> items(Stored stored) {
        var lengths = new HashMap<>(stored.sizes());
        for (Place place : stored.instances().keySet()) {
            if (place.index().mapped()) {
                lengths.merge(place.task(), place.index().value() + 1, Math::max);
            }
        }
        var all = new HashMap<TaskId, Vector<TaskInstance>>();
        lengths.forEach((task, length) -> all.put(task, Vector.filled(length, TaskInstance.NEW)));
        stored.instances().forEach((place, instance) -> {
            if (place.index().mapped()) {
                all.computeIfPresent(place.task(), (_, known) -> known.with(place.index().value(), instance));
            }
        });
        var items = new HashMap<TaskId, Items>();
        all.forEach((task, known) ->
                items.put(task, Items.restored(known, stored.sizes().getOrDefault(task, -1))));
        return items;
    }

    /// The branch instance decided; the tasks that it excludes know.
    static Vector<TaskNode> routed(Vector<TaskNode> nodes, int branch, MapIndex index, BitSet excluded) {
        TaskNode node = nodes.get(branch);
        BitSet before = node.routing().excludedBy(index);
        Vector<TaskNode> next = nodes.with(branch, node.withRouting(node.routing().excluding(index, excluded)));
        for (int below = before.nextSetBit(0); below >= 0; below = before.nextSetBit(below + 1)) {
            next = next.with(below, next.get(below).withRouting(next.get(below).routing().vetoed(-1)));
        }
        for (int below = excluded.nextSetBit(0); below >= 0; below = excluded.nextSetBit(below + 1)) {
            next = next.with(below, next.get(below).withRouting(next.get(below).routing().vetoed(1)));
        }
        return next;
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

    /// Everything of it has ended.
    public boolean allEnded() {
        return open == 0;
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

    /// Visits what an executor may still hold.
    public void active(int task, BiConsumer<MapIndex, TaskInstance> visitor) {
        TaskNode node = nodes.get(task);
        if (node.summary().state().active()) {
            visitor.accept(MapIndex.NONE, node.summary());
        }
        for (int i = 0; i < node.everSize(); i++) {
            TaskInstance instance = node.instance(MapIndex.of(i));
            if (instance.state().active()) {
                visitor.accept(MapIndex.of(i), instance);
            }
        }
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
