package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import dev.downbeat.testkit.InMemoryStore;
import dev.downbeat.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One run through the real loop, decider and journal entries on a virtual clock, with every attempt acting as
/// a script says: by default it succeeds after a second.
///
/// ```java
/// var play = new Play(dag).act("a", failsAfter(10)).act("m[1]", skipsAfter(5));
/// play.toTheEnd();
/// assertThat(play.state("b")).isEqualTo(TaskState.UPSTREAM_FAILED);
/// ```
final class Play implements Outside {
    private static final RunId RUN = new RunId(1);
    private static final int MOST_STEPS = 100_000;

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Epoch epoch = store.leases().register("play", Duration.ofDays(365));
    private final DagVersion version;
    private final RunSpec run;
    private final Map<String, Deque<Act>> script = new HashMap<>();
    private final Map<String, TaskState> endedBefore = new HashMap<>();
    private final Map<AttemptId, Act> underWay = new HashMap<>();
    private final PriorityQueue<Happening> ahead = new PriorityQueue<>();
    private final List<String> executed = new ArrayList<>();
    private RunLoop loop = new RunLoop(this, "play", 1_000_000);
    private long order;

    private record Happening(Instant at, long order, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return Comparator.comparing(Happening::at)
                    .thenComparingLong(Happening::order)
                    .compare(this, other);
        }
    }

    /// What one attempt does.
    record Act(Duration takes, Outcome outcome) {
        Act after(Duration time) {
            return new Act(time, outcome);
        }
    }

    static Act succeedsAfter(int seconds) {
        return new Act(Duration.ofSeconds(seconds), new Outcome.Succeeded());
    }

    static Act failsAfter(int seconds) {
        return new Act(
                Duration.ofSeconds(seconds), new Outcome.Failed(Failure.of(ErrorCode.TASK_FAILED, "it broke"), true));
    }

    static Act skipsAfter(int seconds) {
        return new Act(Duration.ofSeconds(seconds), new Outcome.Skipped("nothing to do"));
    }

    static Act choosesAfter(int seconds, String... tasks) {
        Set<TaskId> chosen = Set.copyOf(List.of(tasks).stream().map(TaskId::new).toList());
        return new Act(Duration.ofSeconds(seconds), new Outcome.Branched(chosen));
    }

    Play(DagSpec dag) {
        this.version = new DagVersion(new VersionId(1), 1, "", dag, "");
        this.run = new RunSpec(
                RUN, dag.id(), version.id(), Shard.of(dag.id()), RunType.MANUAL, RunSpec.Interval.at(now()), Map.of());
    }

    /// What the attempts of a task instance (`a`, `m[2]`) do, one after the other; the last one repeats.
    Play act(String instance, Act... acts) {
        script.put(instance, new ArrayDeque<>(List.of(acts)));
        return this;
    }

    /// The run has begun before, and this task has ended in it.
    Play endedBefore(String task, TaskState state) {
        endedBefore.put(task, state);
        return this;
    }

    /// Something else happens at that time after the start.
    Play at(int seconds, Runnable what) {
        after(Duration.ofSeconds(seconds), what);
        return this;
    }

    void abort(String why) {
        loop.handle(new Message.Abort(RUN, Failure.of(ErrorCode.CANCELLED, why)), now());
        flush();
    }

    /// The process ends and another takes the run over.
    void crash() {
        loop = new RunLoop(this, "play", 1_000_000);
        underWay.clear();
        adopt();
    }

    Play toTheEnd() {
        begin();
        for (int step = 0; !run().row().state().terminal(); step++) {
            assertThat(step).isLessThan(MOST_STEPS);
            step();
        }
        return this;
    }

    private void begin() {
        if (endedBefore.isEmpty()) {
            loop.handle(new Message.Submit(run, version, new CompletableFuture<>()), now());
            flush();
            return;
        }
        var entries = new ArrayList<JournalEntry>();
        entries.add(new JournalEntry.RunCreated(run, now(), null));
        entries.add(new JournalEntry.RunMoved(RUN, DagRunState.RUNNING, now(), null, null));
        var times = new TaskInstance.Times(null, null, now(), null, null);
        endedBefore.forEach((task, state) -> entries.add(
                new JournalEntry.TaskMoved(key(task), new TaskInstance(state, 0, 0, 0, times, null), "earlier")));
        store.journal().commit(epoch, entries);
        adopt();
    }

    private void adopt() {
        for (StoredRun stored : store.runLog().unfinished(Set.of(run.shard()), Set.of(), 10)) {
            loop.handle(new Message.Adopt(stored, version), now());
        }
        flush();
    }

    private void step() {
        Happening next = ahead.peek();
        Instant timer = loop.nextTimer().orElse(Instant.MAX);
        if (next == null || timer.isBefore(next.at())) {
            assertThat(timer).as("nothing lies ahead and the run has not ended").isNotEqualTo(Instant.MAX);
            clock.set(timer);
        } else {
            ahead.remove();
            clock.set(next.at());
            next.what().run();
        }
        loop.tick(now());
        flush();
    }

    private void flush() {
        while (!loop.pending().isEmpty()) {
            Batch batch = loop.take();
            List<JournalEntry> entries = batch.entries();
            if (!entries.isEmpty()) {
                store.journal().commit(epoch, entries);
            }
            batch.committed();
        }
    }

    private void after(Duration delay, Runnable what) {
        ahead.add(new Happening(now().plus(delay), order++, what));
    }

    private Instant now() {
        return clock.instant();
    }

    // What is asked of it afterwards

    DagRunState state() {
        return run().row().state();
    }

    InMemoryStore.Run run() {
        return store.run(RUN).orElseThrow();
    }

    TaskInstance instance(String name) {
        return store.task(key(name));
    }

    TaskState state(String name) {
        return instance(name).state();
    }

    /// When a task instance was queued, or ended without that, in seconds from the start.
    long decidedAt(String name) {
        var times = instance(name).times();
        Instant at = times.queuedAt() == null ? times.endedAt() : times.queuedAt();
        return Duration.between(VirtualClock.START, at).toSeconds();
    }

    /// The task instances that were executed, with the time in seconds: `3 a`, `4 m[0]`.
    List<String> executed() {
        return executed;
    }

    boolean ran(String name) {
        return executed.stream().anyMatch(line -> line.endsWith(" " + name));
    }

    private static TaskKey key(String name) {
        int bracket = name.indexOf('[');
        MapIndex index = bracket < 0
                ? MapIndex.NONE
                : MapIndex.of(Integer.parseInt(name.substring(bracket + 1, name.length() - 1)));
        return new TaskKey(RUN, new TaskId(bracket < 0 ? name : name.substring(0, bracket)), index);
    }

    // Outside

    @Override
    public void execute(ActiveRun active, Turn turn, @Nullable Object item) {
        AttemptId attempt = turn.attempt();
        String name = "" + attempt.key().task() + attempt.key().index();
        executed.add(
                "%d %s".formatted(Duration.between(VirtualClock.START, now()).toSeconds(), name));
        Deque<Act> acts = script.getOrDefault(name, new ArrayDeque<>(List.of(succeedsAfter(1))));
        Act act = acts.size() > 1 ? acts.remove() : acts.element();
        underWay.put(attempt, act);
        tell(Duration.ZERO, attempt, new Message.AttemptStarted(attempt));
        tell(act.takes(), attempt, new Message.AttemptEnded(attempt, act.outcome(), Map.of()));
    }

    private void tell(Duration delay, AttemptId attempt, Message message) {
        after(delay, () -> {
            if (underWay.containsKey(attempt)) {
                if (message instanceof Message.AttemptEnded) {
                    underWay.remove(attempt);
                }
                loop.handle(message, now());
            }
        });
    }

    @Override
    public void stop(ActiveRun active, AttemptId attempt) {
        if (underWay.remove(attempt) != null) {
            var stopped = new Outcome.Failed(Failure.of(ErrorCode.CANCELLED, "stopped"), false);
            after(
                    Duration.ofSeconds(1),
                    () -> loop.handle(new Message.AttemptEnded(attempt, stopped, Map.of()), now()));
        }
    }

    @Override
    public void expand(ActiveRun active, int task) {
        var over = (Mapping.Over) active.state().graph().task(task).mapping();
        List<@Nullable Object> items = new ArrayList<>();
        if (over.sources().firstEntry().getValue() instanceof Mapping.Literal literal) {
            items.addAll(literal.items());
        }
        loop.handle(new Message.Items(RUN, task, items), now());
    }

    @Override
    public void lookBack(ActiveRun run) {
        after(Duration.ZERO, () -> loop.handle(new Message.Before(RUN, null), now()));
    }

    @Override
    public void needSlots() {
        SolePools.grant(message -> after(Duration.ZERO, () -> loop.handle(message, now())));
    }
}
