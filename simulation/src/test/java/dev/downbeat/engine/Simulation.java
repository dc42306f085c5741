package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.Pool;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import dev.downbeat.testkit.Gen;
import dev.downbeat.testkit.InMemoryJournal;
import dev.downbeat.testkit.InMemoryStore;
import dev.downbeat.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// A world for the real loop, decider and journal entries: time, a store, executors and their misfortunes all
/// come from one seed. The same seed gives the same history, event for event.
final class Simulation {
    private static final int MOST_STEPS = 200_000;
    static final int NARROW = 3;

    private final RandomGenerator random;
    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final PriorityQueue<Happening> ahead = new PriorityQueue<>();
    private final Map<RunId, DagVersion> runs = new HashMap<>();
    private final Map<DagSpec, Ancestors> ancestors = new IdentityHashMap<>();
    private final Set<RunId> cancelled = new HashSet<>();
    private final People people = new People(this);
    private final SimulatedSchedules schedules = new SimulatedSchedules(this);
    private final Outliving outliving = new Outliving(this);
    private final LimitChecks limits = new LimitChecks(this);
    private final RandomOutcomes outcomes = new RandomOutcomes(this);
    private final boolean faults;
    private long order;
    private final boolean deferredCount;
    private int crashes;
    private SimulatedProcess process;

    private record Happening(Instant at, long order, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return Comparator.comparing(Happening::at)
                    .thenComparingLong(Happening::order)
                    .compare(this, other);
        }
    }

    Simulation(long seed, boolean faults) {
        this.random = Gen.random(seed);
        this.faults = faults;
        this.deferredCount = random.nextBoolean();
        store.pools().set(new Pool("narrow", NARROW, deferredCount, ""));
        this.process = new SimulatedProcess(this);
    }

    /// Lives through a few DAGs with a few runs each, to the end of all of them.
    ///
    /// @return the trace: every commit in order
    List<InMemoryStore.Commit> live() {
        var dags = new RandomDags(random);
        for (int d = 0; d < 1 + random.nextInt(3); d++) {
            DagVersion version = store.register(dags.next("dag" + d));
            for (int r = 0; r < 1 + random.nextInt(4); r++) {
                submit(new RunId(runs.size() + 1L), version);
            }
        }
        people.plan(runs, dags);
        if (chance(15)) {
            schedules.add(dags.next("timed"));
        }
        for (int step = 0; unfinished() || people.busy() || schedules.ahead(); step++) {
            assertThat(step).as("steps; a run is stuck").isLessThan(MOST_STEPS);
            step();
        }
        people.check();
        schedules.check();
        new Aftermath(this, runsAsTheyEnded()).check();
        return store.commits();
    }

    /// On the DAG versions that they came to.
    private Map<RunId, DagVersion> runsAsTheyEnded() {
        var ended = new HashMap<RunId, DagVersion>();
        runs.keySet()
                .forEach(id -> ended.put(
                        id,
                        store.runLog()
                                .version(store.run(id).orElseThrow().spec().version())));
        return ended;
    }

    private void submit(RunId id, DagVersion version) {
        runs.put(id, version);
        var spec = new RunSpec(
                id,
                version.spec().id(),
                version.id(),
                Shard.of(version.spec().id()),
                RunType.MANUAL,
                RunSpec.Interval.at(now()),
                Map.of());
        after(upTo(5_000), () -> trySubmit(spec, version));
        if (random.nextInt(10) == 0) {
            cancelled.add(id);
            var reason = Failure.of(ErrorCode.CANCELLED, "cancelled");
            after(upTo(20_000), () -> process.later(Duration.ZERO, new Message.Abort(id, reason)));
        }
    }

    /// A schedule starts a run; whoever looks next finds it.
    RunId start(DagVersion version, RunSpec.Interval interval) {
        var id = new RunId(runs.size() + 1L);
        var dag = version.spec().id();
        store.queue(new RunSpec(id, dag, version.id(), Shard.of(dag), RunType.SCHEDULED, interval, Map.of()));
        runs.put(id, version);
        people.noticed(id, version);
        return id;
    }

    /// A person tries again until the run is accepted.
    private void trySubmit(RunSpec spec, DagVersion version) {
        if (store.run(spec.id()).isPresent()) {
            return;
        }
        if (process.dead() || process.loop().run(spec.id()) == null) {
            process.later(Duration.ZERO, new Message.Submit(spec, version, new CompletableFuture<>()));
        }
        after(Duration.ofSeconds(2), () -> trySubmit(spec, version));
    }

    /// The runs that a schedule has started.
    List<InMemoryStore.Run> runsOf(DagId dag) {
        return runs.keySet().stream()
                .flatMap(id -> store.run(id).stream())
                .filter(run -> run.spec().type() == RunType.SCHEDULED
                        && run.spec().dag().equals(dag))
                .sorted(Comparator.comparing(run -> run.spec().id()))
                .toList();
    }

    private boolean unfinished() {
        return !runs.keySet().stream()
                .allMatch(id -> store.run(id)
                        .filter(run -> run.row().state().terminal())
                        .isPresent());
    }

    private void step() {
        if (process.dead()) {
            clock.advance(upTo(3_000));
            crashes++;
            process = new SimulatedProcess(this);
            return;
        }
        if (fault(5)) {
            process.die();
            return;
        }
        if (fault(10)) {
            store.journal().failNext(Gen.anyOf(InMemoryJournal.Fault.class).next(random));
        }
        Happening next = ahead.peek();
        Instant timer = process.nextTimer();
        if (next == null || timer.isBefore(next.at())) {
            assertThat(timer).as(() -> "nothing lies ahead, yet " + leftOver()).isNotEqualTo(Instant.MAX);
            advanceTo(timer);
            process.tick();
        } else {
            ahead.remove();
            advanceTo(next.at());
            next.what().run();
            if (!process.dead()) {
                process.tick();
            }
        }
    }

    private String leftOver() {
        var text = new StringBuilder();
        for (RunId id : runs.keySet()) {
            var run = store.run(id);
            if (run.isEmpty() || !run.get().row().state().terminal()) {
                text.append("run %s is %s %s\n".formatted(id, run.map(InMemoryStore.Run::row), people.asked(id)));
                store.tasksOf(id).forEach((key, task) -> {
                    if (!task.state().terminal()) {
                        text.append("  %s %s\n".formatted(key, task));
                    }
                });
                text.append(unbegun(id));
            }
        }
        return text.toString();
    }

    /// The journal keeps nothing of these.
    private String unbegun(RunId id) {
        var begun = store.tasksOf(id).keySet().stream().map(TaskKey::task).toList();
        var text = new StringBuilder();
        for (TaskSpec task : Objects.requireNonNull(runs.get(id)).spec().tasks()) {
            if (!begun.contains(task.id())) {
                text.append("  not begun: %s\n".formatted(task));
            }
        }
        return text.toString();
    }

    private void advanceTo(Instant at) {
        if (at.isAfter(clock.instant())) {
            clock.set(at);
        }
    }

    SimulatedProcess process() {
        return process;
    }

    SimulatedSchedules schedules() {
        return schedules;
    }

    People people() {
        return people;
    }

    RandomGenerator random() {
        return random;
    }

    LimitChecks limits() {
        return limits;
    }

    RandomOutcomes outcomes() {
        return outcomes;
    }

    Outliving outliving() {
        return outliving;
    }

    int crashes() {
        return crashes;
    }

    /// Whether what is deferred takes slots of the narrow pool.
    boolean deferredCount() {
        return deferredCount;
    }

    InMemoryStore store() {
        return store;
    }

    Instant now() {
        return clock.instant();
    }

    void after(Duration delay, Runnable what) {
        ahead.add(new Happening(now().plus(delay), order++, what));
    }

    Duration upTo(int millis) {
        return Duration.ofMillis(random.nextInt(millis + 1));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /// A misfortune, in so many of 1,000 cases; never in a world without faults, never more crashes than a
    /// run may bear.
    boolean fault(int perMille) {
        boolean strikes = random.nextInt(1_000) < perMille;
        return faults && strikes && crashes < 40;
    }

    /// An instance that looks beside the slots has to be deferred, and to be due.
    void checkMayLook(Turn turn) {
        TaskInstance durable = store.task(turn.attempt().key());
        assertThat(durable.state()).as("%s looks", turn).isEqualTo(TaskState.DEFERRED);
        assertThat(durable.attempt()).isEqualTo(turn.attempt().number());
    }

    /// What is durable at the moment an attempt is handed out has to allow it.
    void checkMayRun(ActiveRun run, AttemptId attempt) {
        new Waiting(store, ancestors(run.version().spec()), run.spec().id())
                .checkMayRun(attempt, people.lastHeard(run.spec().id()));
    }

    Ancestors ancestors(DagSpec dag) {
        return ancestors.computeIfAbsent(dag, Ancestors::new);
    }

    boolean changedByPeople(RunId run) {
        return !people.lastHeard(run).equals(Instant.MIN);
    }

    /// Whether a person put the run on another version of its DAG than it had begun with.
    boolean onAnotherVersion(RunId run) {
        VersionId version = store.run(run).orElseThrow().spec().version();
        return !Objects.requireNonNull(runs.get(run)).id().equals(version);
    }

    /// Whether a person was to cancel the run, or said how it or its tasks ended.
    boolean cancelled(RunId run) {
        return cancelled.contains(run) || people.meddledWith(run);
    }
}
