package dev.downbeat.engine;

import dev.downbeat.decider.Limit;
import dev.downbeat.model.DagId;
import dev.downbeat.model.RunPolicy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which queued runs may start: a DAG runs at most `max_active_runs` at a time, oldest first, and none while
/// it is paused.
final class Admission {
    private final Map<DagId, Deque<ActiveRun>> waiting = new HashMap<>();
    private final Map<DagId, Integer> running = new HashMap<>();
    private Set<DagId> paused = Set.of();

    void enqueue(ActiveRun run) {
        waiting.computeIfAbsent(run.spec().dag(), _ -> new ArrayDeque<>()).add(run);
    }

    /// A run that was running already when this process took it over.
    void countRunning(ActiveRun run) {
        running.merge(run.spec().dag(), 1, Integer::sum);
    }

    void ended(ActiveRun run, boolean wasRunning) {
        DagId dag = run.spec().dag();
        if (wasRunning) {
            running.computeIfPresent(dag, (_, count) -> count == 1 ? null : count - 1);
        } else {
            Deque<ActiveRun> queue = waiting.get(dag);
            if (queue != null && queue.remove(run) && queue.isEmpty()) {
                waiting.remove(dag);
            }
        }
    }

    /// The next run of the DAG that may start, counted as running; null when there is none.
    @Nullable
    ActiveRun admit(DagId dag) {
        Deque<ActiveRun> queue = waiting.get(dag);
        if (queue == null || paused.contains(dag)) {
            return null;
        }
        ActiveRun next = queue.element();
        RunPolicy policy = next.state().graph().spec().policy();
        if (!Limit.admits(policy, running.getOrDefault(dag, 0))) {
            return null;
        }
        queue.remove();
        if (queue.isEmpty()) {
            waiting.remove(dag);
        }
        countRunning(next);
        return next;
    }

    /// @return the DAGs that have runs waiting and may go on
    Set<DagId> pause(Set<DagId> dags) {
        paused = Set.copyOf(dags);
        var free = new HashSet<>(waiting.keySet());
        free.removeAll(paused);
        return free;
    }
}
