package dev.downbeat.engine;

import dev.downbeat.model.MapIndex;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Task instances whose rule is met, the next to go first: higher priority, then the older run, then the
/// earlier arrival.
final class ReadyQueue {
    private static final Comparator<Entry> ORDER = Comparator.<Entry>comparingInt(e -> -e.priority())
            .thenComparing(e -> e.run().spec().id())
            .thenComparingLong(Entry::arrival);

    private final PriorityQueue<Entry> entries = new PriorityQueue<>(ORDER);
    private long arrivals;

    /// @param arrival tells the order of arrival
    record Entry(ActiveRun run, int task, MapIndex index, int priority, long arrival) {}

    void add(ActiveRun run, int task, MapIndex index) {
        int priority = run.state().graph().task(task).placement().priority();
        entries.add(new Entry(run, task, index, priority, arrivals++));
    }

    /// Puts one back that had to wait for its run's limit; it keeps its place.
    void back(Entry entry) {
        entries.add(entry);
    }

    @Nullable
    Entry poll() {
        return entries.poll();
    }

    int size() {
        return entries.size();
    }
}
