package dev.downbeat.engine;

import dev.downbeat.decider.RunState;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A run that the loop drives. Touched by the loop's thread only.
final class ActiveRun {
    private final RunSpec spec;
    private final DagVersion version;
    private RunState state;
    private long historySeq;
    /// Task instances queued or running, in all and by task.
    private int active;
    private final Map<Integer, Integer> activeOfTasks = new HashMap<>();
    /// Its ready task instances by task.
    private final Map<Integer, ReadyQueue.Group> groups = new HashMap<>();
    private @Nullable Previous previous;
    /// Of the mapped tasks, as far as they are known in this process.
    private final Map<Integer, List<@Nullable Object>> items = new HashMap<>();
    private final Map<Integer, List<String>> names = new HashMap<>();
    /// Turns that wait for their item to be known again after a restart.
    private final Map<Integer, Deque<Turn>> itemless = new HashMap<>();
    /// Of the task instances that wait.
    private final Set<Timers.Due> wakes = new HashSet<>();
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

    TaskSpec task(AttemptId attempt) {
        return state.graph().task(state.graph().position(attempt.key().task()));
    }

    /// Every attempt that may be held by an executor: those queued or running, and those that may just look.
    void underWay(Consumer<AttemptId> visitor) {
        for (int task = 0; task < state.graph().size(); task++) {
            int each = task;
            state.held(task, (index, instance) -> visitor.accept(new AttemptId(key(each, index), instance.attempt())));
        }
    }

    int active() {
        return active;
    }

    int active(int task) {
        return activeOfTasks.getOrDefault(task, 0);
    }

    void count(int task, int change) {
        active += change;
        activeOfTasks.merge(task, change, Integer::sum);
    }

    Map<Integer, ReadyQueue.Group> groups() {
        return groups;
    }

    /// The DAG's run before this one; null until that is known, and for runs that do not ask.
    @Nullable
    Previous previous() {
        return previous;
    }

    void previous(Previous known) {
        previous = known;
    }

    /// @param run  null when there is none
    /// @param seen its state when last looked at; null when there is none
    record Previous(@Nullable RunId run, @Nullable RunState seen) {
        static final Previous NONE = new Previous(null, null);
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

    /// Takes the turn of an attempt back that has not been handed on, as its item is not known yet; null when
    /// it has been, or never was to be.
    @Nullable
    Turn takeBack(AttemptId attempt) {
        for (Deque<Turn> waiting : itemless.values()) {
            for (Turn turn : waiting) {
                if (turn.attempt().equals(attempt)) {
                    waiting.remove(turn);
                    return turn;
                }
            }
        }
        return null;
    }

    Map<Integer, Deque<Turn>> itemless() {
        return itemless;
    }

    Set<Timers.Due> wakes() {
        return wakes;
    }

    Timers.@Nullable Due timeout() {
        return timeout;
    }

    void timeout(Timers.Due due) {
        timeout = due;
    }
}
