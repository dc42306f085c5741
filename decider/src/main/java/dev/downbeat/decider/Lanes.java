package dev.downbeat.decider;

import dev.downbeat.model.Mapping;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/// Where the instances of mapped tasks wait for one another one by one: within a mapped task group, and from a
/// mapped task to one that is mapped along it. An edge between two such tasks is *aligned*: instance i of the
/// one comes after instance i of the other.
final class Lanes {
    private static final int[] NONE = {};

    private final int[][] members;
    private final int[] along;
    private final int[][] followers;

    /// @param positions of the tasks by id
    Lanes(List<TaskSpec> tasks, Map<TaskId, Integer> positions) {
        members = new int[tasks.size()][];
        along = new int[tasks.size()];
        var groups = new HashMap<String, List<Integer>>();
        var after = new HashMap<Integer, List<Integer>>();
        for (int i = 0; i < tasks.size(); i++) {
            members[i] = NONE;
            along[i] = -1;
            switch (tasks.get(i).mapping()) {
                case Mapping.Single _ -> {}
                case Mapping.Over over -> {
                    if (!over.group().isEmpty()) {
                        groups.computeIfAbsent(over.group(), _ -> new ArrayList<>())
                                .add(i);
                    }
                }
                case Mapping.Along other -> {
                    along[i] = Objects.requireNonNull(positions.get(other.task()));
                    after.computeIfAbsent(along[i], _ -> new ArrayList<>()).add(i);
                }
            }
        }
        groups.values().forEach(group -> {
            int[] all = ints(group);
            group.forEach(task -> members[task] = all);
        });
        followers = new int[tasks.size()][];
        for (int i = 0; i < tasks.size(); i++) {
            followers[i] = ints(after.getOrDefault(i, List.of()));
        }
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    boolean aligned(int before, int after) {
        return along[after] == before
                || (members[after].length > 0 && members[before].length > 0 && lead(after) == lead(before));
    }

    /// Whether the two have the same items, by a mapped group or as one along the other.
    boolean together(int one, int other) {
        return aligned(one, other) || aligned(other, one);
    }

    /// Whether instances of the task may wait for single instances of others.
    boolean any(int task) {
        return along[task] >= 0 || members[task].length > 0;
    }

    /// The tasks of the mapped group that the task is in, itself among them; none when it is in no such group.
    int[] members(int task) {
        return members[task];
    }

    /// The tasks that are mapped along this one.
    int[] followers(int task) {
        return followers[task];
    }

    /// The task along which this one is mapped; -1 for none.
    int along(int task) {
        return along[task];
    }

    /// The task under whose name the items are known: in a mapped group the first one of it.
    int lead(int task) {
        return members[task].length > 0 ? members[task][0] : task;
    }

    /// All tasks that come to have as many instances as this one, itself among them: the same for each of these.
    List<Integer> sameSize(int task) {
        var all = new TreeSet<Integer>();
        var open = new ArrayList<Integer>(List.of(task));
        while (!open.isEmpty()) {
            int next = open.removeLast();
            if (all.add(next)) {
                for (int member : members[next]) {
                    open.add(member);
                }
                for (int follower : followers[next]) {
                    open.add(follower);
                }
                if (along[next] >= 0) {
                    open.add(along[next]);
                }
            }
        }
        return List.copyOf(all);
    }
}
