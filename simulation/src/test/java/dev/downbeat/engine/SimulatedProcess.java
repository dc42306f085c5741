package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.RunLog.StoredCommand;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One life of a process: a real [RunLoop] over the simulated world. When it dies, everything it had in memory
/// is gone and what it had under way outside comes to nothing.
final class SimulatedProcess implements Outside {
    private static final int PARALLELISM = 6;
    private static final Duration LATEST_COMMAND = Duration.ofMillis(400);

    private final Simulation world;
    private final ScheduleTicker ticker;
    private final RunLoop loop;
    private final Epoch epoch;
    private final Map<TaskKey, AttemptId> executing = new HashMap<>();
    private final Map<AttemptId, Integer> looking = new HashMap<>();
    private boolean dead;
    /// A batch is under way to the store.
    private boolean writing;
    private boolean scanning;

    SimulatedProcess(Simulation world) {
        this.world = world;
        this.ticker = new ScheduleTicker(world.schedules(), world::now, () -> {});
        this.loop = new RunLoop(this, "simulated", PARALLELISM);
        this.epoch = world.store().leases().register("simulated", Duration.ofDays(365));
        assertThat(world.store().leases().acquire(epoch, shards(), true)).hasSize(Shard.SHARED);
        List<AttemptId> goingOn = world.outliving().goingOn();
        adopt(loop.known());
        goingOn.forEach(world.outliving()::checkGoesOn);
        settleNowAndThen();
    }

    private void adopt(Set<RunId> known) {
        for (StoredRun run : world.store().runLog().unfinished(shards(), known, 10_000)) {
            tell(new Message.Adopt(
                    run, world.store().runLog().version(run.spec().version())));
        }
        flush();
    }

    /// Looks for runs that schedules have started; one look at a time, as [ShardKeeper] does.
    void lookForRuns() {
        if (scanning && !dead) {
            world.after(Duration.ofMillis(100), this::lookForRuns);
        } else if (!dead) {
            scanning = true;
            withKnown(known -> {
                adopt(known);
                scanning = false;
            });
        }
    }

    /// Goes on when the loop has answered which runs it drives, if the process still lives then.
    private void withKnown(Consumer<Set<RunId>> then) {
        var known = new CompletableFuture<Set<RunId>>();
        CompletableFuture<Void> ignored = known.thenAccept(runs -> world.after(Duration.ZERO, () -> {
            if (!dead) {
                then.accept(runs);
            }
        }));
        tell(new Message.Known(known));
        flush();
    }

    void die() {
        dead = true;
        world.store().leases().kill(epoch);
    }

    boolean dead() {
        return dead;
    }

    RunLoop loop() {
        return loop;
    }

    ScheduleTicker ticker() {
        return ticker;
    }

    /// A message at a later time, if the process still lives then.
    void later(Duration delay, Message message) {
        world.after(delay, () -> {
            if (!dead) {
                tell(message);
                flush();
            }
        });
    }

    void tell(Message message) {
        loop.handle(message, world.now());
    }

    void tick() {
        loop.tick(world.now());
        flush();
    }

    /// Commits what is pending, with what may go wrong about it, and carries out what follows.
    private void flush() {
        while (!dead && !writing && !loop.pending().isEmpty() && (loop.pending().urgent() || world.chance(30))) {
            Batch batch = loop.take();
            List<JournalEntry> entries = batch.entries();
            if (world.fault(60)) {
                die();
                return;
            }
            if (world.chance(50)) {
                write(batch, entries);
                return;
            }
            commit(entries);
            written(batch);
        }
    }

    private void written(Batch batch) {
        if (world.fault(60)) {
            die();
            return;
        }
        batch.committed();
    }

    /// As [BatchWriter] does with a large batch: the loop goes on meanwhile.
    private void write(Batch batch, List<JournalEntry> entries) {
        writing = true;
        world.after(world.upTo(300), () -> {
            if (!dead) {
                commit(entries);
                world.after(world.upTo(20), () -> land(batch));
            }
        });
    }

    private void land(Batch batch) {
        if (!dead) {
            writing = false;
            written(batch);
            flush();
        }
    }

    private void commit(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        while (true) {
            try {
                world.store().journal().commit(epoch, entries);
                return;
            } catch (Journal.FencedException e) {
                throw new AssertionError("nobody else took over", e);
            } catch (DownbeatException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DATABASE);
            }
        }
    }

    // Outside

    @Override
    public Set<String> outliving() {
        return Set.of(Outliving.NAME);
    }

    @Override
    public void settled(ActiveRun run, AttemptId attempt, int look) {
        world.outliving().settled(attempt, look);
    }

    /// The end of an attempt that may have begun in an earlier life.
    void heard(Turn turn, Outcome outcome) {
        Duration delay = world.upTo(100);
        world.after(delay, () -> {
            executing.remove(turn.attempt().key(), turn.attempt());
            looking.remove(turn.attempt(), turn.look());
        });
        later(delay, turn.ended(outcome, Map.of("return_value", "1")));
    }

    private static boolean outlives(ActiveRun run, AttemptId attempt) {
        return run.state()
                .graph()
                .spec()
                .task(attempt.key().task())
                .placement()
                .executor()
                .equals(Outliving.NAME);
    }

    @Override
    public void execute(ActiveRun run, Turn turn, @Nullable Object item) {
        AttemptId attempt = turn.attempt();
        boolean ownItems = run.version().spec().task(attempt.key().task()).mapping() instanceof Mapping.Over;
        assertThat(item != null).isEqualTo(attempt.key().index().mapped() && ownItems);
        if (turn.beside()) {
            look(run, attempt, turn);
            return;
        }
        assertThat(executing.put(attempt.key(), attempt))
                .as("%s while an earlier attempt of it runs", attempt)
                .isNull();
        assertThat(executing).hasSizeLessThanOrEqualTo(PARALLELISM);
        long ofRun = executing.keySet().stream()
                .filter(key -> key.run().equals(run.spec().id()))
                .count();
        assertThat(ofRun)
                .isLessThanOrEqualTo(run.state().graph().spec().policy().maxActiveTasksPerRun());
        boolean outlives = outlives(run, attempt);
        // the word that an earlier execution of it began may come late, and be taken for this one's
        boolean known = outlives && (world.outliving().has(turn) || restarting(attempt) || turn.look() > 0);
        if (!known) {
            world.limits().check(run, attempt, executing.keySet());
            world.checkMayRun(run, attempt);
        }
        Duration start = world.upTo(300);
        if (world.chance(90)) {
            later(start, new Message.AttemptStarted(attempt));
        }
        if (outlives) {
            world.outliving().submit(this, turn, end -> world.outcomes().next(run, turn, end));
            return;
        }
        Duration end = start.plus(world.upTo(3_000));
        // its place is free the moment its end is told
        world.after(end, () -> executing.remove(attempt.key(), attempt));
        Outcome outcome = world.outcomes().next(run, turn, end);
        later(end, turn.ended(outcome, Map.of("return_value", "1")));
        if (world.fault(20)) {
            later(end.plus(world.upTo(2_000)), turn.ended(outcome));
        }
    }

    /// It was to be handed out and is to be stopped by now; the life that was to do both is over.
    private boolean restarting(AttemptId attempt) {
        return world.store().task(attempt.key()).state() == TaskState.RESTARTING;
    }

    /// Looks beside the slots: never two of an instance at once, and never too many.
    private void look(ActiveRun run, AttemptId attempt, Turn turn) {
        assertThat(looking.put(attempt, turn.look()))
                .as("%s while an earlier look of it goes on", attempt)
                .isNull();
        assertThat(looking).hasSizeLessThanOrEqualTo(PARALLELISM);
        world.checkMayLook(turn);
        if (outlives(run, attempt)) {
            world.outliving().submit(this, turn, end -> world.outcomes().next(run, turn, end));
            return;
        }
        Duration end = world.upTo(1_000);
        world.after(end, () -> looking.remove(attempt, turn.look()));
        later(end, turn.ended(world.outcomes().next(run, turn, end), Map.of("return_value", "1")));
    }

    @Override
    public void stop(ActiveRun run, AttemptId attempt) {
        if (outlives(run, attempt)) {
            executing.remove(attempt.key(), attempt);
            world.outliving().stop(attempt);
            return;
        }
        var cancelled = new Outcome.Failed(Failure.of(ErrorCode.CANCELLED, "stopped"), false);
        Integer look = looking.remove(attempt);
        if (look != null) {
            later(world.upTo(100), new Message.LookEnded(attempt, look, cancelled, Map.of()));
        }
        executing.remove(attempt.key(), attempt);
        later(world.upTo(100), new Message.AttemptEnded(attempt, cancelled, Map.of()));
    }

    @Override
    public void expand(ActiveRun run, int task) {
        var mapping = (Mapping.Over) run.state().graph().task(task).mapping();
        var literal = (Mapping.Literal) mapping.sources().firstEntry().getValue();
        Message answer = world.fault(30) && run.state().mapSize(task) < 0
                ? new Message.NoItems(run.spec().id(), task, Failure.of(ErrorCode.TASK_FAILED, "no list"))
                : new Message.Items(run.spec().id(), task, literal.items());
        later(world.upTo(200), answer);
    }

    /// Looks for what people asked for, as [ShardKeeper] does.
    void scan(Consumer<RunId> heard) {
        if (!scanning) {
            scanning = true;
            withKnown(known -> {
                carryOut(known, heard);
                world.after(LATEST_COMMAND, () -> scanning = false);
            });
        }
    }

    private void carryOut(Set<RunId> known, Consumer<RunId> heard) {
        var log = world.store().runLog();
        for (var command : log.commands(shards(), 100)) {
            StoredRun stored = known.contains(command.run())
                    ? null
                    : log.run(command.run()).orElseThrow();
            DagVersion version = stored == null ? null : version(command, stored);
            world.after(world.upTo((int) LATEST_COMMAND.toMillis()), () -> {
                if (!dead) {
                    heard.accept(command.run());
                    tell(new Message.Command(command, stored, version));
                    flush();
                }
            });
        }
    }

    private DagVersion version(StoredCommand command, StoredRun stored) {
        VersionId own = stored.spec().version();
        VersionId other = command.command() instanceof RunCommand.Clear clear ? clear.version() : null;
        boolean goesOver = other != null && stored.row().state().terminal();
        return world.store().runLog().version(goesOver ? Objects.requireNonNull(other) : own);
    }

    private static Set<Shard> shards() {
        var shards = new HashSet<Shard>();
        for (int i = 0; i < Shard.SHARED; i++) {
            shards.add(new Shard(i));
        }
        return shards;
    }

    @Override
    public void lookBack(ActiveRun run) {
        RunId id = run.spec().id();
        world.after(world.upTo(100), () -> {
            if (!dead) {
                Message.Past before = world.store()
                        .runLog()
                        .before(id)
                        .map(found -> new Message.Past(
                                found,
                                world.store().runLog().version(found.spec().version())))
                        .orElse(null);
                tell(new Message.Before(id, before));
                flush();
            }
        });
    }

    @Override
    public void needSlots() {
        world.after(world.upTo(20), this::settle);
    }

    /// As the process's keeper of claims does.
    private void settle() {
        if (dead) {
            return;
        }
        var needs = new CompletableFuture<Message.Needs>();
        tell(new Message.PoolNeeds(needs));
        var shares = world.store().pools().settle(epoch, needs.join().asks());
        tell(new Message.PoolShares(needs.join().loop(), shares, new CompletableFuture<>()));
        flush();
    }

    private void settleNowAndThen() {
        if (!dead) {
            settle();
            world.after(Duration.ofSeconds(2), this::settleNowAndThen);
        }
    }

    Instant nextTimer() {
        return loop.nextTimer().orElse(Instant.MAX);
    }
}
