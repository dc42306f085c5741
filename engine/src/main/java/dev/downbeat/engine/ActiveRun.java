package dev.downbeat.engine;

import dev.downbeat.decider.RunState;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run that the loop drives. Touched by the loop's thread only.
final class ActiveRun {
    private final RunSpec spec;
    private final DagVersion version;
    private RunState state;
    private long historySeq;
    /// Task instances queued or running.
    private int active;
    /// Ready ones that wait for the run's own limit.
    private final Deque<ReadyQueue.Entry> parked = new ArrayDeque<>();
    /// Of the mapped tasks, as far as they are known in this process.
    private final Map<Integer, List<@Nullable Object>> items = new HashMap<>();
    private final Map<Integer, List<String>> names = new HashMap<>();
    /// Attempts that wait for their item to be known again after a restart.
    private final Map<Integer, Deque<AttemptId>> itemless = new HashMap<>();
    private Timers.@Nullable Due timeout;

    ActiveRun(RunSpec spec, DagVersion version, RunState state, long historySeq) {
        this.spec = spec;
        this.version = version;
        this.state = state;
        this.historySeq = historySeq;
    }

    RunSpec spec() {
        return spec;
    }

    DagVersion version() {
        return version;
    }

    RunState state() {
        return state;
    }

    void become(RunState next) {
        state = next;
    }

    long nextHistorySeq() {
        return ++historySeq;
    }

    TaskKey key(int task, MapIndex index) {
        return new TaskKey(spec.id(), state.graph().task(task).id(), index);
    }

    boolean full() {
        return active >= state.graph().spec().policy().maxActiveTasks();
    }

    void took() {
        active++;
    }

    void freed() {
        active--;
    }

    Deque<ReadyQueue.Entry> parked() {
        return parked;
    }

    Map<Integer, List<@Nullable Object>> items() {
        return items;
    }

    /// What the items of a mapped task are called; of one along another, as that one's.
    List<String> names(int task) {
        int named = task;
        while (state.graph().task(named).mapping() instanceof Mapping.Along along) {
            named = state.graph().position(along.task());
        }
        return names.getOrDefault(state.graph().itemsOf(named), List.of());
    }

    void named(int task, List<String> itemNames) {
        names.put(state.graph().itemsOf(task), itemNames);
    }

    /// Takes an attempt back that has not been handed on, as its item is not known yet.
    ///
    /// @return whether it was there
    boolean heldBack(AttemptId attempt) {
        return itemless.values().stream().anyMatch(waiting -> waiting.remove(attempt));
    }

    Map<Integer, Deque<AttemptId>> itemless() {
        return itemless;
    }

    Timers.@Nullable Due timeout() {
        return timeout;
    }

    void timeout(Timers.Due due) {
        timeout = due;
    }
}
