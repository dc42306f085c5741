package dev.downbeat.engine;

import dev.downbeat.model.MapIndex;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Task instances whose rule is met, the next to go first: higher priority, then the older run, then the earlier
/// arrival.
///
/// The instances of a task in a run share all gates, so they move together, as a [Group]. A group that meets a
/// closed gate is parked there and costs nothing until that gate opens; then the first of those parked competes
/// again, and once it has gone its way (or has met another gate) the next one does. So a step costs the logarithm
/// of the number of groups, however many are blocked.
final class ReadyQueue {
    private static final Comparator<Group> ORDER = Comparator.<Group>comparingInt(g -> -g.priority)
            .thenComparing(g -> g.run.spec().id())
            .thenComparingLong(g -> g.arrival);

    private final TreeSet<Group> candidates = new TreeSet<>(ORDER);
    private final Map<Gate, TreeSet<Group>> parked = new HashMap<>();
    /// Of each pool by the slots they need, so that the first one that fits is found without a search.
    private final Map<String, TreeMap<Integer, TreeSet<Group>>> parkedAtPools = new HashMap<>();
    private long arrivals;
    private int size;

    /// The ready instances of one task in one run.
    static final class Group {
        private final ActiveRun run;
        private final int task;
        private final int priority;
        private final long arrival;
        private final Deque<MapIndex> instances = new ArrayDeque<>();
        /// The gate where it is parked; null while it competes.
        private @Nullable Gate at;
        private Instant shortSince = Instant.MAX;
        /// The gate that opened for it: when it leaves, another may follow.
        private @Nullable Gate openedBy;

        private Group(ActiveRun run, int task, int priority, long arrival) {
            this.run = run;
            this.task = task;
            this.priority = priority;
            this.arrival = arrival;
        }

        ActiveRun run() {
            return run;
        }

        int task() {
            return task;
        }

        /// Since when its next instance lacks slots of its pool.
        Instant shortSince() {
            return shortSince;
        }

        boolean before(Group other) {
            return ORDER.compare(this, other) < 0;
        }
    }

    /// Whether a gate is closed to a group, to be asked before the group is let go on.
    interface Closed {
        boolean to(Group group);
    }

    void add(ActiveRun run, int task, MapIndex index) {
        Group group = run.groups().computeIfAbsent(task, _ -> {
            int priority = run.state().graph().priority(task);
            var fresh = new Group(run, task, priority, arrivals++);
            candidates.add(fresh);
            return fresh;
        });
        group.instances.add(index);
        size++;
    }

    /// The first that competes; it stays where it is until it is taken from or parked.
    @Nullable
    Group first() {
        return candidates.isEmpty() ? null : candidates.first();
    }

    /// Takes the group's next instance.
    MapIndex take(Group group) {
        MapIndex index = group.instances.remove();
        group.shortSince = Instant.MAX;
        size--;
        if (group.instances.isEmpty()) {
            candidates.remove(group);
            group.run.groups().remove(group.task);
        }
        return index;
    }

    /// Sets a group that competes aside until the gate opens.
    void park(Group group, Gate gate, Instant now) {
        candidates.remove(group);
        group.at = gate;
        if (gate instanceof Gate.Slots && now.isBefore(group.shortSince)) {
            group.shortSince = now;
        }
        parkedAt(gate).add(group);
    }

    /// The gate that let this group compete again, asked once.
    @Nullable
    Gate openedBy(Group group) {
        Gate gate = group.openedBy;
        group.openedBy = null;
        return gate;
    }

    /// Lets the first group that is parked at the gate (no pool's) compete, unless it is still closed to it.
    void open(Gate gate, Closed closed) {
        TreeSet<Group> waiting = parked.get(gate);
        if (waiting != null && !closed.to(waiting.first())) {
            unpark(waiting.first(), gate);
        }
    }

    /// Lets the first group compete that waits for the pool and finds it open.
    void openPool(String pool, Closed closed) {
        TreeMap<Integer, TreeSet<Group>> bySlots = parkedAtPools.get(pool);
        if (bySlots == null) {
            return;
        }
        Group best = null;
        for (TreeSet<Group> waiting : bySlots.values()) {
            Group first = waiting.first();
            if ((best == null || first.before(best)) && !closed.to(first)) {
                best = first;
            }
        }
        if (best != null && best.at != null) {
            unpark(best, best.at);
        }
    }

    /// The first group that waits for more than so many slots of the pool.
    @Nullable
    Group firstAbove(String pool, int slots) {
        TreeMap<Integer, TreeSet<Group>> bySlots = parkedAtPools.get(pool);
        Group best = null;
        if (bySlots != null) {
            for (TreeSet<Group> waiting : bySlots.tailMap(slots, false).values()) {
                best = best == null || waiting.first().before(best) ? waiting.first() : best;
            }
        }
        return best;
    }

    /// Slots of the pool that ready instances wait for, and the most that one of them needs.
    Demand demand(String pool) {
        int slots = 0;
        int largest = 0;
        for (var waiting : parkedAtPools.getOrDefault(pool, new TreeMap<>()).entrySet()) {
            for (Group group : waiting.getValue()) {
                slots = clamped((long) slots + (long) waiting.getKey() * group.instances.size());
            }
            largest = waiting.getKey();
        }
        return new Demand(slots, largest);
    }

    record Demand(int slots, int largest) {}

    private static int clamped(long slots) {
        return (int) Math.min(slots, 1_000_000);
    }

    Collection<String> poolsWaitedFor() {
        return parkedAtPools.keySet();
    }

    boolean nothingParked() {
        return parked.isEmpty() && parkedAtPools.isEmpty();
    }

    /// The run is over: nothing of it waits any more.
    ///
    /// @return gates that had opened for it: another may follow
    List<Gate> forget(ActiveRun run) {
        var opened = new ArrayList<Gate>();
        for (Group group : run.groups().values()) {
            size -= group.instances.size();
            if (group.at == null) {
                candidates.remove(group);
                if (group.openedBy != null) {
                    opened.add(group.openedBy);
                }
            } else {
                remove(group, group.at);
            }
        }
        run.groups().clear();
        return opened;
    }

    int size() {
        return size;
    }

    private void unpark(Group group, Gate gate) {
        remove(group, gate);
        group.at = null;
        group.openedBy = gate;
        candidates.add(group);
    }

    private NavigableSet<Group> parkedAt(Gate gate) {
        return gate instanceof Gate.Slots slots
                ? parkedAtPools
                        .computeIfAbsent(slots.pool(), _ -> new TreeMap<>())
                        .computeIfAbsent(slots.slots(), _ -> new TreeSet<>(ORDER))
                : parked.computeIfAbsent(gate, _ -> new TreeSet<>(ORDER));
    }

    private void remove(Group group, Gate gate) {
        NavigableSet<Group> waiting = parkedAt(gate);
        waiting.remove(group);
        if (!waiting.isEmpty()) {
            return;
        }
        if (gate instanceof Gate.Slots slots) {
            TreeMap<Integer, TreeSet<Group>> bySlots = parkedAtPools.get(slots.pool());
            if (bySlots != null) {
                bySlots.remove(slots.slots());
                if (bySlots.isEmpty()) {
                    parkedAtPools.remove(slots.pool());
                }
            }
        } else {
            parked.remove(gate);
        }
    }
}
