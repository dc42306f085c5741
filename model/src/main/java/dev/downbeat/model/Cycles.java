package dev.downbeat.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds a cycle among tasks; iterative, so that a chain of any length fits the stack.
public final class Cycles {
    private Cycles() {}

    /// A cycle in the order of execution, its first task named once; empty when there is none. Needs that name
    /// no task are passed over.
    public static List<TaskId> find(Collection<TaskSpec> tasks) {
        Map<TaskId, List<TaskId>> needs = new HashMap<>();
        tasks.forEach(task ->
                needs.put(task.id(), task.needs().stream().map(Need::task).toList()));
        Set<TaskId> done = new HashSet<>();
        for (TaskSpec start : tasks) {
            List<TaskId> cycle = search(start.id(), needs, done);
            if (!cycle.isEmpty()) {
                return cycle.reversed();
            }
        }
        return List.of();
    }

    /// `a -> b -> a`
    public static String show(List<TaskId> cycle) {
        return cycle.stream().map(TaskId::value).collect(Collectors.joining(" -> ")) + " -> " + cycle.getFirst();
    }

    private static List<TaskId> search(TaskId start, Map<TaskId, List<TaskId>> needs, Set<TaskId> done) {
        record Frame(TaskId task, Iterator<TaskId> left) {}
        var path = new ArrayDeque<Frame>();
        var onPath = new HashSet<TaskId>();
        if (done.add(start)) {
            path.push(new Frame(start, needs.getOrDefault(start, List.of()).iterator()));
            onPath.add(start);
        }
        while (!path.isEmpty()) {
            Frame top = path.element();
            if (!top.left().hasNext()) {
                onPath.remove(path.pop().task());
                continue;
            }
            TaskId next = top.left().next();
            if (onPath.contains(next)) {
                var cycle = new ArrayList<TaskId>();
                for (Frame frame : path) {
                    cycle.addFirst(frame.task());
                    if (frame.task().equals(next)) {
                        return cycle;
                    }
                }
            }
            if (done.add(next)) {
                path.push(new Frame(next, needs.getOrDefault(next, List.of()).iterator()));
                onPath.add(next);
            }
        }
        return List.of();
    }
}
