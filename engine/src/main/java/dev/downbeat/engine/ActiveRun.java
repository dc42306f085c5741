package dev.downbeat.engine;

import dev.downbeat.decider.RunState;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
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

    Map<Integer, Deque<AttemptId>> itemless() {
        return itemless;
    }

    /// Whether the attempt waited for its item; it does so no longer.
    boolean heldBack(int task, AttemptId attempt) {
        Deque<AttemptId> waiting = itemless.get(task);
        return waiting != null && waiting.remove(attempt);
    }

    Timers.@Nullable Due timeout() {
        return timeout;
    }

    void timeout(Timers.Due due) {
        timeout = due;
    }
}
