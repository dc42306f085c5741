package dev.downbeat.engine;

import dev.downbeat.engine.ReadyQueue.Group;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Placement;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskLimits;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which ready task instance may go next. Counts by the moves of task instances, so that it can never disagree with
/// what is decided.
final class Limits {
    /// A task that needs several slots of a pool lets tasks of a lower rank pass for so long; then they wait until
    /// it fits.
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ReadyQueue ready = new ReadyQueue();
    private final PoolQuotas pools;
    private final PastGates past;
    private final Map<DagId, Integer> ofDags = new HashMap<>();
    private final Map<Gate.PerTask, Integer> ofTasks = new HashMap<>();
    private int free;
    private boolean askSoon;

    /// The next to go.
    record Next(ActiveRun run, int task, MapIndex index) {}

    Limits(int parallelism, PastGates past) {
        this.free = parallelism;
        this.pools = new PoolQuotas(parallelism);
        this.past = past;
    }

    void ready(ActiveRun run, int task, MapIndex index) {
        ready.add(run, task, index);
    }

    int readyTasks() {
        return ready.size();
    }

    /// The highest-priority ready task instance that fits; null when there is none. Those that do not fit are set
    /// aside until what they lack may be there.
    @Nullable
    Next next(Instant now) {
        while (free > 0) {
            Group first = ready.first();
            if (first == null) {
                return null;
            }
            Gate opened = ready.openedBy(first);
            Gate closed = closed(first, now);
            if (closed == null) {
                var next = new Next(first.run(), first.task(), ready.take(first));
                follow(opened, now);
                return next;
            }
            ready.park(first, closed, now);
            askSoon |= closed instanceof Gate.Slots;
            follow(opened, now);
        }
        return null;
    }

    /// The one that the gate had been opened for is gone: perhaps there is room for another.
    private void follow(@Nullable Gate opened, Instant now) {
        if (opened != null) {
            open(opened, now);
        }
    }

    private void open(Gate gate, Instant now) {
        if (gate instanceof Gate.Slots slots) {
            openPool(slots.pool(), now);
        } else {
            ready.open(gate, group -> gate.equals(closed(group, now)));
        }
    }

    /// The first gate that is closed to the group; null when none is.
    private @Nullable Gate closed(Group group, Instant now) {
        ActiveRun run = group.run();
        int task = group.task();
        TaskSpec spec = run.state().graph().task(task);
        DagId dag = run.spec().dag();
        if (!past.open(run, task)) {
            return new Gate.Past(run.spec().id(), task);
        }
        if (!slotsFree(group, spec.placement(), now)) {
            return new Gate.Slots(spec.placement().pool(), spec.placement().poolSlots());
        }
        RunPolicy policy = run.state().graph().spec().policy();
        if (run.active() >= policy.maxActiveTasksPerRun()) {
            return new Gate.PerRun(run.spec().id());
        }
        if (ofDags.getOrDefault(dag, 0) >= policy.maxActiveTasks()) {
            return new Gate.PerDag(dag);
        }
        TaskLimits limits = spec.policy().limits();
        var ofTask = new Gate.PerTask(dag, spec.id());
        if (limits.perDag() < RunPolicy.NO_LIMIT && ofTasks.getOrDefault(ofTask, 0) >= limits.perDag()) {
            return ofTask;
        }
        return limits.perRun() < RunPolicy.NO_LIMIT && run.active(task) >= limits.perRun()
                ? new Gate.PerTaskInRun(run.spec().id(), task)
                : null;
    }

    private boolean slotsFree(Group group, Placement placement, Instant now) {
        if (pools.free(placement.pool()) < placement.poolSlots()) {
            return false;
        }
        Group large = ready.firstAbove(placement.pool(), placement.poolSlots());
        return large == null
                || group.before(large)
                || now.isBefore(large.shortSince().plus(PATIENCE));
    }

    /// A task instance went from one state to another.
    void moved(ActiveRun run, int task, TaskState from, TaskState to, Instant now) {
        int change = (to.active() ? 1 : 0) - (from.active() ? 1 : 0);
        TaskSpec spec = run.state().graph().task(task);
        boolean slots = pools.moved(spec.placement(), from, to);
        if (change != 0) {
            free -= change;
            run.count(task, change);
            ofDags.merge(run.spec().dag(), change, Limits::sum);
            ofTasks.merge(new Gate.PerTask(run.spec().dag(), spec.id()), change, Limits::sum);
        }
        if (change < 0 || slots) {
            freed(run, task, spec, now);
        }
    }

    private static @Nullable Integer sum(Integer a, Integer b) {
        return a + b == 0 ? null : a + b;
    }

    private void freed(ActiveRun run, int task, TaskSpec spec, Instant now) {
        if (ready.nothingParked()) {
            return;
        }
        DagId dag = run.spec().dag();
        openPool(spec.placement().pool(), now);
        List.of(
                        new Gate.PerRun(run.spec().id()),
                        new Gate.PerDag(dag),
                        new Gate.PerTask(dag, spec.id()),
                        new Gate.PerTaskInRun(run.spec().id(), task))
                .forEach(gate -> open(gate, now));
    }

    private void openPool(String pool, Instant now) {
        ready.openPool(pool, group -> closed(group, now) instanceof Gate.Slots);
    }

    /// The run before this one came further, or what is known of it changed.
    void pastMoved(ActiveRun run, Instant now) {
        for (int task : List.copyOf(run.groups().keySet())) {
            open(new Gate.Past(run.spec().id(), task), now);
        }
    }

    /// Counts what a run that was taken over holds by what the journal says.
    void adopted(ActiveRun run, Instant now) {
        for (int task = 0; task < run.state().graph().size(); task++) {
            int each = task;
            run.state()
                    .instances(
                            task, (TaskInstance instance) -> moved(run, each, TaskState.NONE, instance.state(), now));
        }
    }

    /// The run is over; a task of it may have kept others waiting for slots.
    void ended(ActiveRun run, Instant now) {
        if (run.groups().isEmpty()) {
            return;
        }
        ready.forget(run);
        List.copyOf(ready.poolsWaitedFor()).forEach(pool -> openPool(pool, now));
    }

    // Claims

    /// Slots are missing that were not asked for yet; true once for each time that happens.
    boolean askSoon() {
        boolean asked = askSoon;
        askSoon = false;
        return asked;
    }

    Map<String, Pools.Ask> asks(Instant now) {
        return pools.asks(ready, now);
    }

    /// @return somebody goes short
    boolean settled(Map<String, Pools.Share> shares, Instant now) {
        boolean contended = pools.settled(shares);
        List.copyOf(ready.poolsWaitedFor()).forEach(pool -> openPool(pool, now));
        return contended;
    }
}
