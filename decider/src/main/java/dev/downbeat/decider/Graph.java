package dev.downbeat.decider;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapOptions;
import dev.downbeat.model.Need;
import dev.downbeat.model.PastRule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A DAG's tasks by position, with their edges both ways. Made once per DAG version and shared by its runs.
public final class Graph {
    private final DagSpec spec;
    private final List<TaskSpec> tasks;
    private final Map<TaskId, Integer> positions = new HashMap<>();
    private final int[][] downstream;
    private final boolean asksPast;
    private final int[] priorities;
    private final int[][] upstream;
    private final Lanes lanes;
    private final Setups setups;

    private Graph(DagSpec spec) {
        this.spec = spec;
        this.tasks = spec.tasks();
        for (int i = 0; i < tasks.size(); i++) {
            positions.put(tasks.get(i).id(), i);
        }
        upstream = new int[tasks.size()][];
        int[] outDegrees = new int[tasks.size()];
        for (int i = 0; i < tasks.size(); i++) {
            upstream[i] = distinctNeeds(tasks.get(i));
            for (int need : upstream[i]) {
                outDegrees[need]++;
            }
        }
        downstream = new int[tasks.size()][];
        for (int i = 0; i < outDegrees.length; i++) {
            downstream[i] = new int[outDegrees[i]];
        }
        int[] filled = new int[tasks.size()];
        for (int i = 0; i < tasks.size(); i++) {
            for (int need : upstream[i]) {
                downstream[need][filled[need]++] = i;
            }
        }
        asksPast = tasks.stream().anyMatch(task -> task.policy().limits().past() != PastRule.NONE);
        priorities = Weights.of(tasks, downstream);
        lanes = new Lanes(tasks, positions);
        setups = new Setups(this, tasks);
    }

    public static Graph of(DagSpec spec) {
        return new Graph(spec);
    }

    private int[] distinctNeeds(TaskSpec task) {
        return task.needs().stream()
                .map(Need::task)
                .distinct()
                .mapToInt(positions::get)
                .toArray();
    }

    public DagSpec spec() {
        return spec;
    }

    public int size() {
        return tasks.size();
    }

    public TaskSpec task(int position) {
        return tasks.get(position);
    }

    /// @throws DownbeatException NOT_FOUND when the DAG has no such task
    public int position(TaskId task) {
        Integer position = positions.get(task);
        if (position == null) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "DAG '%s' has no task '%s'".formatted(spec.id(), task));
        }
        return position;
    }

    /// All tasks that come to have as many items as this one, itself among them.
    public List<Integer> sameItems(int position) {
        return lanes.sameSize(position);
    }

    public boolean has(TaskId task) {
        return positions.containsKey(task);
    }

    /// Some task looks at the DAG's run before.
    public boolean asksPast() {
        return asksPast;
    }

    /// By which the task is ordered among all that are ready: its own priority and, as its weight rule says, those
    /// of the tasks before or after it.
    public int priority(int position) {
        return priorities[position];
    }

    /// The task that is asked for the items of this one: in a mapped task group the first of it, else itself.
    public int itemsOf(int position) {
        return lanes.lead(position);
    }

    int[] downstream(int position) {
        return downstream[position];
    }

    int[] upstream(int position) {
        return upstream[position];
    }

    int upstreamCount(int position) {
        return upstream[position].length;
    }

    Lanes lanes() {
        return lanes;
    }

    Setups setups() {
        return setups;
    }

    /// The setups and teardowns that belong to any of these tasks: a setup with the tasks in its scope, a teardown
    /// with its setups.
    public BitSet setupsAndTeardownsOf(BitSet of) {
        var all = new BitSet(size());
        for (int task = of.nextSetBit(0); task >= 0; task = of.nextSetBit(task + 1)) {
            if (tasks.get(task).policy().role().setup()) {
                all.set(task);
            }
            for (int setup : setups.before(task)) {
                all.set(setup);
            }
        }
        for (int setup = all.nextSetBit(0); setup >= 0; setup = all.nextSetBit(setup + 1)) {
            for (int below : downstream[setup]) {
                if (setups.isTeardown(below)) {
                    all.set(below);
                }
            }
        }
        return all;
    }

    /// What the task bears of failed instances; one that is mapped along another takes over that one's
    /// tolerance unless it has its own.
    MapOptions.Tolerance tolerance(int position) {
        for (int task = position; task >= 0; task = lanes.along(task)) {
            MapOptions.Tolerance own = tasks.get(task).mapping().options().tolerance();
            if (!own.equals(MapOptions.Tolerance.NONE)) {
                return own;
            }
        }
        return MapOptions.Tolerance.NONE;
    }

    /// `from` and all that comes after any of it.
    public BitSet reachable(Collection<Integer> from) {
        return spread(from, downstream);
    }

    /// `to` and all that comes before any of it.
    public BitSet reaching(Collection<Integer> to) {
        return spread(to, upstream);
    }

    private BitSet spread(Collection<Integer> from, int[][] edges) {
        var seen = new BitSet(size());
        var open = new ArrayDeque<>(from);
        from.forEach(seen::set);
        while (!open.isEmpty()) {
            for (int next : edges[open.poll()]) {
                if (!seen.get(next)) {
                    seen.set(next);
                    open.add(next);
                }
            }
        }
        return seen;
    }
}
