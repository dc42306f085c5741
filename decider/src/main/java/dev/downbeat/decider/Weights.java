package dev.downbeat.decider;

import dev.downbeat.model.Placement;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.WeightRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The priorities of a DAG's tasks under their weight rules. Every task before or after counts once, however many
/// ways lead to it, as in Airflow; sums stay within an `int`.
final class Weights {
    private Weights() {}

    static int[] of(List<TaskSpec> tasks, int[][] downstream) {
        int[] own = tasks.stream()
                .map(TaskSpec::placement)
                .mapToInt(Placement::priority)
                .toArray();
        boolean after = any(tasks, WeightRule.DOWNSTREAM);
        boolean before = any(tasks, WeightRule.UPSTREAM);
        if (!after && !before) {
            return own;
        }
        long[] sumsAfter = after ? sums(own, downstream) : new long[0];
        long[] sumsBefore = before ? sums(own, reversed(downstream)) : new long[0];
        int[] priorities = new int[own.length];
        for (int task = 0; task < own.length; task++) {
            priorities[task] = switch (tasks.get(task).placement().weightRule()) {
                case ABSOLUTE -> own[task];
                case UPSTREAM -> Math.clamp(sumsBefore[task], Integer.MIN_VALUE, Integer.MAX_VALUE);
                case DOWNSTREAM -> Math.clamp(sumsAfter[task], Integer.MIN_VALUE, Integer.MAX_VALUE);
            };
        }
        return priorities;
    }

    private static boolean any(List<TaskSpec> tasks, WeightRule rule) {
        return tasks.stream().anyMatch(task -> task.placement().weightRule() == rule);
    }

    /// Of each task and all that can be reached from it. The sets of what can be reached are kept only while a
    /// task still needs them.
    private static long[] sums(int[] own, int[][] next) {
        long[] sums = new long[own.length];
        int[][] previous = reversed(next);
        int[] needed = new int[own.length];
        for (int task = 0; task < own.length; task++) {
            needed[task] = previous[task].length;
        }
        BitSet[] reached = new BitSet[own.length];
        for (int task : lastFirst(next, previous)) {
            var set = new BitSet(own.length);
            set.set(task);
            for (int other : next[task]) {
                set.or(reached[other]);
                if (--needed[other] == 0) {
                    reached[other] = new BitSet();
                }
            }
            reached[task] = set;
            sums[task] = set.stream().mapToLong(member -> own[member]).sum();
        }
        return sums;
    }

    private static List<Integer> lastFirst(int[][] next, int[][] previous) {
        int[] open = new int[next.length];
        var ready = new ArrayDeque<Integer>();
        for (int task = 0; task < next.length; task++) {
            open[task] = next[task].length;
            if (open[task] == 0) {
                ready.add(task);
            }
        }
        var order = new ArrayList<Integer>();
        for (Integer task = ready.poll(); task != null; task = ready.poll()) {
            order.add(task);
            for (int before : previous[task]) {
                if (--open[before] == 0) {
                    ready.add(before);
                }
            }
        }
        return order;
    }

    private static int[][] reversed(int[][] edges) {
        int[] counts = new int[edges.length];
        for (int[] targets : edges) {
            for (int target : targets) {
                counts[target]++;
            }
        }
        int[][] back = new int[edges.length][];
        for (int task = 0; task < edges.length; task++) {
            back[task] = new int[counts[task]];
        }
        for (int task = 0; task < edges.length; task++) {
            for (int target : edges[task]) {
                back[target][--counts[target]] = task;
            }
        }
        return back;
    }
}
