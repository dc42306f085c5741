package dev.downbeat.decider;

import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TriggerRule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/// Which setups which tasks depend on, and which teardowns there are. A setup's *scope* are the tasks after it
/// and before its teardowns, those directly after it; all tasks after it when it has none.
final class Setups {
    private static final int[] NONE = {};

    private final List<TaskSpec> tasks;
    private final int[][] before;
    private final int[][] scopes;
    private final boolean teardowns;

    Setups(Graph graph, List<TaskSpec> tasks) {
        this.tasks = tasks;
        this.teardowns = tasks.stream().anyMatch(task -> task.policy().role().teardown());
        var gates = new ArrayList<List<Integer>>();
        var reached = new ArrayList<List<Integer>>();
        for (int i = 0; i < tasks.size(); i++) {
            gates.add(new ArrayList<>(0));
            reached.add(new ArrayList<>(0));
        }
        for (int i = 0; i < tasks.size(); i++) {
            if (tasks.get(i).policy().role().setup()) {
                BitSet scope = scope(graph, i);
                for (int task = scope.nextSetBit(0); task >= 0; task = scope.nextSetBit(task + 1)) {
                    gates.get(task).add(i);
                    reached.get(i).add(task);
                }
            }
        }
        before = new int[tasks.size()][];
        scopes = new int[tasks.size()][];
        for (int i = 0; i < tasks.size(); i++) {
            boolean direct = isTeardown(i) || tasks.get(i).policy().rule() == TriggerRule.ALL_DONE_SETUP_SUCCESS;
            before[i] = direct ? directSetups(graph, i) : ints(gates.get(i));
            scopes[i] = ints(reached.get(i));
        }
    }

    private BitSet scope(Graph graph, int setup) {
        BitSet scope = graph.reachable(Set.of(setup));
        var ends = new ArrayList<Integer>();
        for (int below : graph.downstream(setup)) {
            if (isTeardown(below)) {
                ends.add(below);
            }
        }
        if (!ends.isEmpty()) {
            scope.and(graph.reaching(ends));
        }
        scope.clear(setup);
        for (int task = scope.nextSetBit(0); task >= 0; task = scope.nextSetBit(task + 1)) {
            if (isTeardown(task)) {
                scope.clear(task);
            }
        }
        return scope;
    }

    private int[] directSetups(Graph graph, int task) {
        var setups = new ArrayList<Integer>();
        for (int above : graph.upstream(task)) {
            if (tasks.get(above).policy().role().setup()) {
                setups.add(above);
            }
        }
        return ints(setups);
    }

    private static int[] ints(List<Integer> list) {
        return list.isEmpty() ? NONE : list.stream().mapToInt(Integer::intValue).toArray();
    }

    boolean isTeardown(int task) {
        return tasks.get(task).policy().role().teardown();
    }

    boolean anyTeardown() {
        return teardowns;
    }

    /// Of a teardown, and of what has the rule of one: the setups directly before it. Of other tasks: the setups in
    /// whose scope they are.
    int[] before(int task) {
        return before[task];
    }

    /// The tasks that may not run unless this setup succeeded.
    int[] scope(int setup) {
        return scopes[setup];
    }
}
