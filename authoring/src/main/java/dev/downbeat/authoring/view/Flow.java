package dev.downbeat.authoring.view;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// The nodes of a drawn graph by number, with what comes after each. A node stands for one task, or for many
/// that are wired alike.
///
/// @param nodes in the author's order
/// @param down  for each node the nodes after it, in the author's order
/// @param up    for each node the nodes before it
record Flow(List<Node> nodes, List<List<Integer>> down, List<List<Integer>> up) {
    /// From so many alike on, siblings are drawn as one.
    private static final int FOLD = 8;

    /// A graph of up to so many tasks is drawn task by task.
    private static final int SMALL = 40;

    /// @param tasks one or more; the first one is described, the others are like it
    record Node(List<TaskSpec> tasks) {
        TaskSpec first() {
            return tasks.getFirst();
        }

        String name() {
            return tasks.size() == 1
                    ? first().id().value()
                    : "%s … %s (%,d tasks)"
                            .formatted(first().id(), tasks.getLast().id(), tasks.size());
        }
    }

    /// Each task is a node.
    static Flow of(DagSpec spec) {
        return of(spec.tasks().stream().map(task -> new Node(List.of(task))).toList());
    }

    /// In a large DAG, tasks of one operator with the same tasks before and after them become one node.
    static Flow folded(DagSpec spec) {
        if (spec.tasks().size() <= SMALL) {
            return of(spec);
        }
        record Wiring(String operator, List<Need> needs, List<TaskId> wantedBy) {}
        Map<TaskId, List<TaskId>> wantedBy = new HashMap<>();
        for (TaskSpec task : spec.tasks()) {
            task.needs()
                    .forEach(need -> wantedBy.computeIfAbsent(need.task(), _ -> new ArrayList<>())
                            .add(task.id()));
        }
        Map<Wiring, List<TaskSpec>> alike = new LinkedHashMap<>();
        for (TaskSpec task : spec.tasks()) {
            var wiring = new Wiring(task.call().type(), task.needs(), wantedBy.getOrDefault(task.id(), List.of()));
            alike.computeIfAbsent(wiring, _ -> new ArrayList<>()).add(task);
        }
        var nodes = new ArrayList<Node>();
        alike.values().forEach(tasks -> {
            if (tasks.size() >= FOLD) {
                nodes.add(new Node(List.copyOf(tasks)));
            } else {
                tasks.forEach(task -> nodes.add(new Node(List.of(task))));
            }
        });
        return of(nodes);
    }

    private static Flow of(List<Node> nodes) {
        Map<TaskId, Integer> numbers = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (TaskSpec task : nodes.get(i).tasks()) {
                numbers.put(task.id(), i);
            }
        }
        List<List<Integer>> down = lists(nodes.size());
        List<List<Integer>> up = lists(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            var before = new LinkedHashSet<Integer>();
            for (Need need : nodes.get(i).first().needs()) {
                before.add(numbers.getOrDefault(need.task(), i));
            }
            for (int one : before) {
                up.get(i).add(one);
                down.get(one).add(i);
            }
        }
        return new Flow(nodes, down, up);
    }

    private static List<List<Integer>> lists(int count) {
        var lists = new ArrayList<List<Integer>>(count);
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    int size() {
        return nodes.size();
    }

    /// Every node after those it needs; what a node sets free follows at once, so that chains stay together.
    List<Integer> order() {
        int[] open = new int[size()];
        var ready = new ArrayDeque<Integer>();
        for (int i = size() - 1; i >= 0; i--) {
            open[i] = up.get(i).size();
            if (open[i] == 0) {
                ready.push(i);
            }
        }
        var order = new ArrayList<Integer>(size());
        while (!ready.isEmpty()) {
            int node = ready.pop();
            order.add(node);
            for (int next : down.get(node).reversed()) {
                if (--open[next] == 0) {
                    ready.push(next);
                }
            }
        }
        return order;
    }
}
