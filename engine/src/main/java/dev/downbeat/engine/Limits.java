package dev.downbeat.engine;

import dev.downbeat.decider.Limit;
import dev.downbeat.engine.ReadyQueue.Group;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunPolicy;
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

    private static final Limit[] LIMITS = Limit.values();

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
        if (!past.open(run, task)) {
            return new Gate.Past(run.spec().id(), task);
        }
        RunPolicy policy = run.state().graph().spec().policy();
        var usage = new Usage(group, spec, now);
        for (Limit limit : LIMITS) {
            if (!limit.open(policy, spec, usage)) {
                return gate(limit, run, task);
            }
        }
        return null;
    }

    private static Gate gate(Limit limit, ActiveRun run, int task) {
        TaskSpec spec = run.state().graph().task(task);
        return switch (limit) {
            case POOL ->
                new Gate.Slots(spec.placement().pool(), spec.placement().poolSlots());
            case TASKS_PER_RUN -> new Gate.PerRun(run.spec().id());
            case TASKS_PER_DAG -> new Gate.PerDag(run.spec().dag());
            case TASK_PER_DAG -> new Gate.PerTask(run.spec().dag(), spec.id());
            case TASK_PER_RUN -> new Gate.PerTaskInRun(run.spec().id(), task);
        };
    }

    /// What is in use, seen from the next of a group.
    private final class Usage implements Limit.Usage {
        private final Group group;
        private final TaskSpec spec;
        private final Instant now;

        Usage(Group group, TaskSpec spec, Instant now) {
            this.group = group;
            this.spec = spec;
            this.now = now;
        }

        /// None while they are kept for a task of a higher rank that takes more of them.
        @Override
        public int freeSlots() {
            String pool = spec.placement().pool();
            int free = pools.free(pool);
            if (free < spec.placement().poolSlots()) {
                return free;
            }
            Group large = ready.firstAbove(pool, spec.placement().poolSlots());
            boolean kept = large != null
                    && large.before(group)
                    && !now.isBefore(large.shortSince().plus(PATIENCE));
            return kept ? 0 : free;
        }

        @Override
        public int ofRun() {
            return group.run().active();
        }

        @Override
        public int ofDag() {
            return ofDags.getOrDefault(group.run().spec().dag(), 0);
        }

        @Override
        public int ofTask() {
            return ofTasks.getOrDefault(new Gate.PerTask(group.run().spec().dag(), spec.id()), 0);
        }

        @Override
        public int ofTaskInRun() {
            return group.run().active(group.task());
        }
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
            run.state().held(task, (_, instance) -> moved(run, each, TaskState.NONE, instance.state(), now));
        }
    }

    /// The run is over; a task of it may have kept others waiting, or a gate may have opened for it just now.
    void ended(ActiveRun run, Instant now) {
        if (run.groups().isEmpty()) {
            return;
        }
        ready.forget(run).forEach(gate -> open(gate, now));
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
