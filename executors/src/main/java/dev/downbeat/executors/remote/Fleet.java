package dev.downbeat.executors.remote;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.RemoteWork;
import dev.downbeat.engine.port.RemoteWork.Held;
import dev.downbeat.engine.port.RemoteWork.Worker;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.RunMasking;
import dev.downbeat.executors.logs.ReceivedLogs;
import dev.downbeat.executors.remote.FleetTalk.Alive;
import dev.downbeat.executors.remote.FleetTalk.Begin;
import dev.downbeat.executors.remote.FleetTalk.Errand;
import dev.downbeat.executors.remote.FleetTalk.Given;
import dev.downbeat.executors.remote.FleetTalk.GoOn;
import dev.downbeat.executors.remote.FleetTalk.Hello;
import dev.downbeat.executors.remote.FleetTalk.Lines;
import dev.downbeat.executors.remote.FleetTalk.Stops;
import dev.downbeat.executors.remote.FleetTalk.Task;
import dev.downbeat.executors.remote.FleetTalk.Wanted;
import dev.downbeat.executors.remote.FleetTalk.Welcome;
import dev.downbeat.executors.wire.Answers;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.executors.wire.Question;
import dev.downbeat.executors.wire.Reply;
import dev.downbeat.executors.wire.WorkOrder;
import dev.downbeat.executors.wire.WorkVersion;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Placement;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What workers are told, and take part in; see the package. Safe for use by many threads: a worker that asks
/// for something to do waits here until there is.
public final class Fleet {
    /// How long a worker that wants something to do waits at a time.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /// How long one that says that it lives does, for something to be stopped.
    private static final Duration BEAT = Duration.ofSeconds(5);

    /// What other servers submitted is found after this time.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// Stands for the worker of attempts that have somebody of their own.
    static final long ALONE = 0;

    private static final int MOST_SLOTS = 10_000;

    private final RemoteWork work;
    private final List<RemoteExecutor> executors;
    private final Bells bells;
    private final Ground ground;
    private final FleetFiles files;
    private final Map<Long, Long> heardAt = new ConcurrentHashMap<>();
    /// By token hash: what was read of an attempt's order stays as it is.
    private final Map<String, WorkOrder> orders = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /// What attempts are served from.
    ///
    /// @param dags the folder of DAG files
    public record Ground(
            AttemptTools tools,
            ReceivedLogs logs,
            Function<VersionId, DagVersion> versions,
            Path dags,
            FleetSecret secret) {}

    /// @param executors who are told at once of what happens
    public Fleet(RemoteWork work, List<RemoteExecutor> executors, Bells bells, Ground ground) {
        this.work = work;
        this.executors = List.copyOf(executors);
        this.bells = bells;
        this.ground = ground;
        this.files = new FleetFiles(ground.tools().files().artifacts());
    }

    /// Nobody waits here any longer.
    public void letAllGo() {
        closing = true;
        bells.ringAll();
    }

    // Workers

    /// Whether somebody who presents this is one of the fleet's workers.
    ///
    /// @throws DownbeatException CONFLICT when no worker can be, as there is no secret
    public boolean admits(String presented) {
        return ground.secret().isKnownTo(presented);
    }

    /// What waits for workers, by queue.
    public List<RemoteWork.Depth> depths() {
        return work.depths(WorkerHands.EXECUTOR);
    }

    public List<RemoteWork.Known> workers() {
        return work.workers();
    }

    public Welcome register(Hello hello) {
        if (hello.slots() < 1 || hello.slots() > MOST_SLOTS) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "slots is %d, allowed is 1 to %d".formatted(hello.slots(), MOST_SLOTS));
        }
        if (hello.queues().isEmpty() || !hello.queues().stream().allMatch(Placement::isQueue)) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "queues are %s, each has to have %s".formatted(hello.queues(), Placement.QUEUE_RULE));
        }
        long id = work.register(new Worker(hello.name(), hello.queues(), hello.slots(), hello.version()));
        heardAt.put(id, System.nanoTime());
        return new Welcome(id, files.root().toString(), dags());
    }

    private String dags() {
        return ground.dags().toAbsolutePath().normalize().toString();
    }

    /// Waits a while for something to do.
    public Given claim(long worker, Wanted wanted) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            long heard = bells.work().strokes();
            List<Task> tasks = lives(worker) ? take(worker, wanted) : List.of();
            boolean over = closing || System.nanoTime() - deadline >= 0;
            if (!tasks.isEmpty() || over) {
                return new Given(tasks);
            }
            boolean ignored = bells.work().await(heard, Bell.until(deadline, LOOK_AGAIN));
        }
    }

    /// Who asks and has died since must not be given anything.
    private boolean lives(long worker) {
        Long last = heardAt.get(worker);
        return last != null && System.nanoTime() - last < BEAT.plusSeconds(3).toNanos();
    }

    private List<Task> take(long worker, Wanted wanted) {
        int most = Math.min(wanted.most(), MOST_SLOTS);
        var tokens = new HashMap<String, String>();
        List<String> hashes = IntStream.range(0, most)
                .mapToObj(_ -> {
                    String token = Tokens.next();
                    String hash = Tokens.hash(token);
                    tokens.put(hash, token);
                    return hash;
                })
                .toList();
        return work.claim(worker, WorkerHands.EXECUTOR, wanted.queues(), hashes).stream()
                .map(held -> {
                    WorkOrder order = order(held);
                    String token = tokens.getOrDefault(held.token(), "");
                    return new Task(token, order.run().version().value(), held.work());
                })
                .toList();
    }

    /// Notes that the worker lives, and waits a while for something that it is to stop.
    ///
    /// @throws DownbeatException NOT_FOUND when there is no such worker (any more): it has to register
    public Stops beat(long worker, Alive alive) throws InterruptedException {
        long deadline = System.nanoTime() + BEAT.toNanos();
        Bell bell = bells.stops(worker);
        long heard = bell.strokes();
        if (!work.heard(worker, alive.draining())) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no worker " + worker);
        }
        heardAt.put(worker, System.nanoTime());
        work.giveBackUnknown(worker, alive.attempts());
        List<String> stop = List.copyOf(work.toStop(worker, alive.attempts()));
        if (stop.isEmpty() && !closing && bell.await(heard, Bell.until(deadline, BEAT))) {
            stop = List.copyOf(work.toStop(worker, alive.attempts()));
        }
        return new Stops(stop);
    }

    public void leave(long worker) {
        heardAt.remove(worker);
        work.leave(worker);
    }

    // Attempts

    /// What somebody is to do who was started for this attempt alone.
    public Errand errand(String token) {
        Mine mine = mine(token);
        return new Errand(
                mine.order().run().version().value(),
                mine.held().work(),
                files.root().toString(),
                dags());
    }

    /// Waits a while for the attempt to be stopped.
    ///
    /// @return whether it is to go on
    public GoOn goOn(String token) throws InterruptedException {
        String hash = Tokens.hash(token);
        long deadline = System.nanoTime() + BEAT.toNanos();
        Bell bell = bells.stops(ALONE);
        long heard = bell.strokes();
        boolean goesOn = work.mayGoOn(hash);
        while (goesOn && !closing && bell.await(heard, Bell.until(deadline, BEAT))) {
            heard = bell.strokes();
            goesOn = work.mayGoOn(hash);
        }
        return new GoOn(goesOn);
    }

    public Begin start(String token) {
        Mine mine = mine(token);
        if (!work.start(mine.held().token())) {
            throw gone();
        }
        executors.forEach(executor -> executor.started(mine.held().place()));
        var key = mine.order().attempt().key();
        Object checkpoint = ground.tools()
                .files()
                .artifacts()
                .checkpoint(mine.order().run().dag(), key)
                .load();
        return new Begin(
                ground.logs().lines(mine.order().attempt()), checkpoint == null ? null : Json.write(checkpoint));
    }

    public WorkVersion version(String token) {
        return WorkVersion.of(ground.versions().apply(mine(token).order().run().version()));
    }

    public Reply ask(String token, Question question) {
        return new Answers(ground.tools(), mine(token).order().run().id()).to(question);
    }

    public void log(String token, Lines lines) {
        WorkOrder order = mine(token).order();
        ground.logs()
                .take(
                        order.attempt(),
                        lines.first(),
                        lines.text(),
                        masking(order).get());
    }

    private RunMasking masking(WorkOrder order) {
        return new RunMasking(ground.tools().secrets(), order.run());
    }

    /// Durable when this returns.
    ///
    /// @param json a JSON value
    public void checkpoint(String token, String json) {
        WorkOrder order = mine(token).order();
        Object value = Json.read(json);
        if (value == null) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "a checkpoint is a value, not null");
        }
        ground.tools()
                .files()
                .artifacts()
                .checkpoint(order.run().dag(), order.attempt().key())
                .save(value);
    }

    /// @param text as [Progress] is written
    public void progress(String token, String text) {
        WorkOrder order = mine(token).order();
        Progress.parse(text)
                .ifPresent(progress -> ground.tools()
                        .files()
                        .artifacts()
                        .progress(order.run().dag(), order.attempt())
                        .write(progress));
    }

    /// The files of this attempt.
    public FleetFiles.OfAttempt files(String token) {
        WorkOrder order = mine(token).order();
        return files.of(order.run().dag(), order.attempt());
    }

    /// The attempt has ended. Durable when this returns; said again, it does no harm.
    public void end(String token, Ending ending) {
        String hash = Tokens.hash(token);
        Held held = work.held(hash).orElse(null);
        if (held == null) {
            if (!work.endedUnder(hash)) {
                throw gone();
            }
            return;
        }
        WorkOrder order = order(held);
        Ended ended = ending.ended().masked(masking(order).get());
        if (!work.end(hash, Json.write(Ending.of(ended)))) {
            throw gone();
        }
        orders.remove(hash);
        ground.logs().forget(order.attempt());
        forgetCheckpoint(ended, order);
        executors.forEach(executor -> executor.ended(held.place(), ended));
    }

    private void forgetCheckpoint(Ended ended, WorkOrder order) {
        if (ended.outcome() instanceof Outcome.Succeeded || ended.outcome() instanceof Outcome.Branched) {
            ground.tools()
                    .files()
                    .artifacts()
                    .checkpoint(order.run().dag(), order.attempt().key())
                    .forget();
        }
    }

    /// Whether an attempt may say something under this token; one that has ended may say so again.
    ///
    /// @throws DownbeatException CONFLICT when it may not, or not any more
    public void check(String token) {
        String hash = Tokens.hash(token);
        if (work.held(hash).isEmpty() && !work.endedUnder(hash)) {
            throw gone();
        }
    }

    private record Mine(Held held, WorkOrder order) {}

    private Mine mine(String token) {
        String hash = Tokens.hash(token);
        Held held = work.held(hash).orElse(null);
        if (held == null) {
            orders.remove(hash);
            throw gone();
        }
        return new Mine(held, order(held));
    }

    private WorkOrder order(Held held) {
        return orders.computeIfAbsent(held.token(), _ -> Json.read(held.work(), WorkOrder.class));
    }

    private static DownbeatException gone() {
        return new DownbeatException(
                ErrorCode.CONFLICT, "this attempt is nobody's or another worker's by now: drop it");
    }
}
