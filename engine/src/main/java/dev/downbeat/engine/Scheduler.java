package dev.downbeat.engine;

import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Journal;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives the runs of the shards it owns: gives the [RunLoop] a thread and a journal. Safe for use by many
/// threads.
public final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final int MOST_PER_TURN = 4_096;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration STOP_TIME = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    private final SchedulerPorts ports;
    private final SchedulerSettings settings;
    private final LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final List<Consumer<Set<RunId>>> listeners = new CopyOnWriteArrayList<>();
    private final List<RunEndListener> endListeners = new CopyOnWriteArrayList<>();
    private final Dispatcher dispatcher;
    private final BatchWriter writer;
    private final Thread loopThread;
    private @Nullable ShardKeeper keeper;
    private @Nullable PoolKeeper poolKeeper;
    private volatile RunLoop loop;
    private volatile boolean closing;
    private volatile boolean fenced;
    private volatile boolean healthy = true;
    private volatile SchedulerStats stats = new SchedulerStats(0, 0, 0, true);
    private long commits;
    /// Messages since the last batch was taken.
    private int decided;
    private @Nullable Instant lazySince;

    public Scheduler(SchedulerPorts ports, SchedulerSettings settings) {
        this.ports = ports;
        this.settings = settings;
        this.dispatcher = new Dispatcher(ports, inbox::add, this::needSlots);
        this.writer =
                new BatchWriter(new PatientJournal(ports.journal(), ok -> healthy = ok), () -> closing, this::wakeLoop);
        this.loop = newLoop();
        this.loopThread =
                Thread.ofPlatform().name("downbeat-scheduler").daemon().unstarted(this::run);
    }

    /// Takes its shards and begins with the unfinished runs that they hold.
    ///
    /// @throws dev.downbeat.model.DownbeatException DATABASE when the store is out of reach
    public void start(Ownership ownership) {
        var started = new ShardKeeper(ports, settings, ownership, new ShardKeeper.Owner() {
            @Override
            public Set<RunId> known() {
                return knownRuns();
            }

            @Override
            public void found(Message message) {
                inbox.add(message);
            }

            @Override
            public void fenced() {
                fenced = true;
                wakeLoop();
            }
        });
        started.register();
        keeper = started;
        var claims = new PoolKeeper(ports.pools(), started::epoch, inbox::add, settings.scanInterval());
        poolKeeper = claims;
        writer.start();
        loopThread.start();
        claims.start();
        started.start();
    }

    /// Accepts a run of a shard that this scheduler owns.
    ///
    /// @return completes when the run is durable, or fails with [NotAcceptedException]
    public CompletableFuture<Void> submit(RunSpec spec, DagVersion version) {
        ShardKeeper.Held held = keeper().held();
        if (!held.shards().contains(spec.shard())) {
            return CompletableFuture.failedFuture(new NotAcceptedException());
        }
        var accepted = new CompletableFuture<Void>();
        inbox.add(new Message.Owned(held.epoch(), new Message.Submit(spec, version, accepted)));
        return accepted;
    }

    /// Ends the run as failed; nothing happens when this scheduler does not drive it.
    public void cancel(RunId run, String reason) {
        inbox.add(new Message.Abort(run, Failure.of(ErrorCode.CANCELLED, reason)));
    }

    /// Keeps the runs of these DAGs, and of no others, in `queued`.
    public void pause(Set<DagId> dags) {
        inbox.add(new Message.Paused(Set.copyOf(dags)));
    }

    /// Looks at once for runs that other processes queued, left behind or asked to cancel.
    public void wake() {
        keeper().wake();
        needSlots();
    }

    private void needSlots() {
        PoolKeeper claims = poolKeeper;
        if (claims != null) {
            claims.wake();
        }
    }

    /// Calls `listener` with the runs of every commit, after it, on the scheduler's own thread: it must be
    /// quick.
    public void onChange(Consumer<Set<RunId>> listener) {
        listeners.add(listener);
    }

    /// Calls `listener` with each run that ended, after that is durable, on the scheduler's own thread: it must
    /// be quick.
    public void onRunEnded(RunEndListener listener) {
        endListeners.add(listener);
    }

    /// Hears of the ends of runs.
    public interface RunEndListener {
        void ended(RunId run, DagRunState state);
    }

    public Set<Shard> shards() {
        return keeper().held().shards();
    }

    /// The shard for runs of this process alone.
    ///
    /// @throws IllegalStateException when the ownership asked for none
    public Shard foregroundShard() {
        return keeper().foregroundShard();
    }

    public SchedulerStats stats() {
        return stats;
    }

    /// An orderly stop: what is decided is written, shards are given back, attempts under way are stopped.
    /// Whoever owns the shards next starts those attempts again.
    @Override
    public void close() {
        closing = true;
        wakeLoop();
        if (poolKeeper != null) {
            poolKeeper.close();
        }
        join(loopThread);
        if (keeper != null) {
            keeper.close();
        }
        ports.executors().forEach(Executor::close);
    }

    private static void join(Thread thread) {
        try {
            thread.join(STOP_TIME);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private ShardKeeper keeper() {
        ShardKeeper started = keeper;
        if (started == null) {
            throw new IllegalStateException("the scheduler has not been started");
        }
        return started;
    }

    private RunLoop newLoop() {
        return new RunLoop(dispatcher, settings.owner(), settings.parallelism());
    }

    private void wakeLoop() {
        inbox.add(new Message.Nothing());
    }

    private Set<RunId> knownRuns() {
        var known = new CompletableFuture<Set<RunId>>();
        inbox.add(new Message.Known(known));
        return known.orTimeout(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    // The loop thread

    private void run() {
        var messages = new ArrayList<Message>();
        while (!closing) {
            try {
                if (fenced) {
                    startOver();
                }
                await(messages);
                writer.settle(false, this::durable);
                turn(messages);
            } catch (Journal.FencedException e) {
                LOG.warn("{}; dropping all runs and starting over", e.getMessage());
                fenced = true;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("The scheduler's loop failed; it starts over from the journal", e);
                fenced = true;
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            }
        }
        finish(messages);
    }

    /// Writes what is known at the end of an orderly stop, so that no result that has arrived is lost.
    private void finish(List<Message> messages) {
        messages.clear();
        inbox.drainTo(messages);
        try {
            turn(messages);
            writer.settle(true, this::durable);
            if (!loop.pending().isEmpty()) {
                commit(loop.take());
                writer.settle(true, this::durable);
            }
        } catch (RuntimeException e) {
            LOG.warn("The last results could not be written ({}); their attempts are started again", e.getMessage());
        }
    }

    private void await(List<Message> messages) throws InterruptedException {
        messages.clear();
        if (writer.busy() && decided >= MOST_PER_TURN) {
            writer.settle(true, this::durable); // what is decided has to be written before there is more of it
        }
        if (inbox.drainTo(messages, MOST_PER_TURN) == 0) {
            Message first = inbox.poll(waitNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                messages.add(first);
                inbox.drainTo(messages, MOST_PER_TURN - 1);
            }
        }
    }

    private long waitNanos() {
        Instant now = ports.clock().instant();
        Duration wait = loop.nextTimer().map(due -> Duration.between(now, due)).orElse(IDLE);
        Instant since = lazySince;
        if (since != null) {
            wait = shorter(wait, Duration.between(now, since.plus(settings.runningDelay())));
        }
        return Math.max(0, shorter(wait, IDLE).toNanos());
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void turn(List<Message> messages) {
        Instant now = ports.clock().instant();
        for (Message message : messages) {
            if (!stale(message)) {
                loop.handle(message, now);
            }
        }
        loop.tick(now);
        decided += messages.size();
        Batch pending = loop.pending();
        if (!writer.busy() && (pending.urgent() || lazyEnough(pending, now))) {
            commit(loop.take());
        }
        tellStats();
    }

    private void tellStats() {
        stats = new SchedulerStats(loop.activeRuns(), loop.readyTasks(), commits, healthy);
    }

    /// Whether it was true only while a shard was held that no longer is; whoever waits for it is told.
    private boolean stale(Message message) {
        if (!(message instanceof Message.Owned owned)) {
            return false;
        }
        ShardKeeper.Held held = keeper().held();
        boolean stale = !owned.epoch().equals(held.epoch());
        if (owned.message() instanceof Message.Submit submit) {
            stale |= !held.shards().contains(submit.spec().shard());
            if (stale) {
                submit.accepted().completeExceptionally(new NotAcceptedException());
            }
        }
        return stale;
    }

    /// Whether a batch of nothing but marks that may wait has waited long enough.
    private boolean lazyEnough(Batch pending, Instant now) {
        if (pending.isEmpty()) {
            return false;
        }
        if (lazySince == null) {
            lazySince = now;
        }
        return !now.isBefore(lazySince.plus(settings.runningDelay()));
    }

    private void commit(Batch batch) {
        lazySince = null;
        decided = 0;
        writer.write(batch, keeper().epoch(), this::durable);
    }

    private void durable(Batch batch) {
        commits++;
        batch.committed();
        if (!batch.runs().isEmpty()) {
            listeners.forEach(listener -> listener.accept(batch.runs()));
        }
        batch.ended().forEach((run, state) -> endListeners.forEach(listener -> listener.ended(run, state)));
    }

    /// What is being written gets through, or it does not because another scheduler took over.
    private void forgetFlight() {
        try {
            writer.settle(true, this::durable);
        } catch (RuntimeException e) {
            LOG.debug("The last commit before starting over failed", e);
        }
    }

    /// Another scheduler took over, or nothing is certain any more: forget all, and begin as a new owner.
    private void startOver() {
        healthy = false;
        tellStats();
        forgetFlight();
        loop.abandon();
        loop.take().dropped(new NotAcceptedException());
        loop = newLoop();
        lazySince = null;
        keeper().register();
        fenced = false;
        // there may be nothing to commit for long: the store answered, and the lease is held
        healthy = true;
        wake();
    }
}
