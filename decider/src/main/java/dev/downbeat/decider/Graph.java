package dev.downbeat.decider;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A DAG's tasks by position, with their edges both ways. Made once per DAG version and shared by its runs.
public final class Graph {
    private final DagSpec spec;
    private final List<TaskSpec> tasks;
    private final Map<TaskId, Integer> positions = new HashMap<>();
    private final int[][] downstream;
    private final int[] upstreamCounts;

    private Graph(DagSpec spec) {
        this.spec = spec;
        this.tasks = spec.tasks();
        for (int i = 0; i < tasks.size(); i++) {
            positions.put(tasks.get(i).id(), i);
        }
        int[] outDegrees = new int[tasks.size()];
        for (TaskSpec task : tasks) {
            distinctNeeds(task).forEach(need -> outDegrees[need]++);
        }
        downstream = new int[tasks.size()][];
        for (int i = 0; i < outDegrees.length; i++) {
            downstream[i] = new int[outDegrees[i]];
        }
        upstreamCounts = new int[tasks.size()];
        int[] filled = new int[tasks.size()];
        for (int i = 0; i < tasks.size(); i++) {
            for (int need : distinctNeeds(tasks.get(i))) {
                downstream[need][filled[need]++] = i;
                upstreamCounts[i]++;
            }
        }
    }

    public static Graph of(DagSpec spec) {
        return new Graph(spec);
    }

    private List<Integer> distinctNeeds(TaskSpec task) {
        return task.needs().stream()
                .map(Need::task)
                .distinct()
                .map(positions::get)
                .toList();
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

    int[] downstream(int position) {
        return downstream[position];
    }

    int upstreamCount(int position) {
        return upstreamCounts[position];
    }

    /// What is directly below a branch and was neither chosen nor comes after anything chosen. A chosen task that
    /// the DAG does not have counts for nothing.
    BitSet excludedBy(int branch, Set<TaskId> chosen) {
        BitSet goesOn = reachable(
                chosen.stream().filter(positions::containsKey).map(positions::get).toList());
        var excluded = new BitSet();
        for (int below : downstream[branch]) {
            excluded.set(below, !goesOn.get(below));
        }
        return excluded;
    }

    public boolean has(TaskId task) {
        return positions.containsKey(task);
    }

    /// `from` and all that comes after any of it.
    public BitSet reachable(Collection<Integer> from) {
        var seen = new BitSet(size());
        var open = new ArrayDeque<>(from);
        from.forEach(seen::set);
        while (!open.isEmpty()) {
            for (int next : downstream[open.poll()]) {
                if (!seen.get(next)) {
                    seen.set(next);
                    open.add(next);
                }
            }
        }
        return seen;
    }
}
