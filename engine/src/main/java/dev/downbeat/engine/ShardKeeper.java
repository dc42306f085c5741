package dev.downbeat.engine;

import dev.downbeat.engine.port.RunLog.StoredCommand;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.Shard;
import dev.downbeat.model.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a scheduler's lease, takes shards as they become free, and looks in them for runs that nobody
/// drives.
final class ShardKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardKeeper.class);
    private static final int RUNS_PER_SCAN = 1_000;
    private static final int COMMANDS_PER_SCAN = 200;
    private static final Epoch NEVER = new Epoch(0);

    private final SchedulerPorts ports;
    private final SchedulerSettings settings;
    private final Ownership ownership;
    private final Owner owner;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private final AtomicReference<Held> held = new AtomicReference<>(new Held(NEVER, Set.of()));
    private volatile @Nullable Shard foreground;
    private volatile boolean closing;

    /// Shards, and the epoch that holds them: whoever looks at one without the other may mix two lives.
    record Held(Epoch epoch, Set<Shard> shards) {}

    /// The scheduler that it keeps the shards for.
    interface Owner {
        Set<RunId> known();

        void found(Message message);

        /// The lease is lost; the owner has to call [ShardKeeper#register] before anything is written again.
        void fenced();
    }

    ShardKeeper(SchedulerPorts ports, SchedulerSettings settings, Ownership ownership, Owner owner) {
        this.ports = ports;
        this.settings = settings;
        this.ownership = ownership;
        this.owner = owner;
        this.thread = Thread.ofPlatform().name("downbeat-shards").daemon().unstarted(this::run);
    }

    /// Begins a new epoch and takes what can be had. What a server's epoch before still holds, as after a failure of
    /// the loop, is given back; a foreground shard would go to somebody else then.
    void register() {
        Epoch before = epoch();
        if (!before.equals(NEVER) && !ownership.foreground()) {
            ports.leases().release(before);
        }
        Epoch epoch = ports.leases().register(settings.owner(), settings.lease());
        held.set(new Held(epoch, Set.of()));
        Shard own = foreground;
        if (ownership.foreground() && own == null) {
            foreground = ports.leases().foreground(epoch);
        }
        acquire(epoch);
    }

    private void acquire(Epoch epoch) {
        hold(epoch, ports.leases().acquire(epoch, wanted(), ownership.orphans()));
    }

    /// Unless another life has begun meanwhile.
    private void hold(Epoch epoch, Set<Shard> shards) {
        held.updateAndGet(now -> now.epoch().equals(epoch) ? new Held(epoch, Set.copyOf(shards)) : now);
    }

    /// Gives other servers their share, of shards in which nothing is to be done.
    private void share() {
        Held now = held();
        Set<Shard> surplus = ports.leases().surplus(now.epoch());
        if (surplus.isEmpty()) {
            return;
        }
        var rest = new HashSet<>(now.shards());
        rest.removeAll(surplus);
        // From here on the owner refuses runs of these shards, and when it answers all that it took is durable: what
        // is given back is seen to be idle, or is kept.
        hold(now.epoch(), rest);
        Set<RunId> driven = owner.known();
        LOG.debug("Giving back {} shards, driving {} runs", surplus.size(), driven.size());
        hold(now.epoch(), ports.leases().give(now.epoch(), surplus));
    }

    private Set<Shard> wanted() {
        var wanted = new HashSet<>(ownership.wanted());
        Shard own = foreground;
        if (own != null) {
            wanted.add(own);
        }
        return wanted;
    }

    void start() {
        thread.start();
    }

    Epoch epoch() {
        return held().epoch();
    }

    Held held() {
        return held.get();
    }

    Shard foregroundShard() {
        Shard own = foreground;
        if (own == null) {
            throw new IllegalStateException("this scheduler has no foreground shard");
        }
        return own;
    }

    void wake() {
        wakes.release();
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(settings.lease());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try {
            ports.leases().release(epoch());
        } catch (DownbeatException e) {
            LOG.warn("The shards could not be given back ({}); others take them when the lease runs out", e.text());
        }
    }

    private void run() {
        Instant renewAt = ports.clock().instant();
        while (!closing) {
            try {
                Instant now = ports.clock().instant();
                if (!now.isBefore(renewAt)) {
                    renew();
                    renewAt = now.plus(settings.lease().dividedBy(3));
                } else if (!held().shards().containsAll(ownership.wanted())) {
                    acquire(epoch());
                }
                scan();
                if (wakes.tryAcquire(pause(renewAt).toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("Looking after the shards failed ({}); trying again", e.getMessage());
                pauseAfterFailure();
            }
        }
    }

    private Duration pause(Instant renewAt) {
        Duration untilThen = Duration.between(ports.clock().instant(), renewAt);
        return untilThen.isNegative() ? Duration.ZERO : shorter(untilThen, settings.scanInterval());
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void pauseAfterFailure() {
        try {
            // soon enough to try several times while the lease lasts
            Duration pause = shorter(settings.scanInterval(), settings.lease().dividedBy(6));
            boolean woken = wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("Trying again, woken: {}", woken);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        Epoch epoch = epoch();
        if (ports.leases().renew(epoch, settings.lease())) {
            acquire(epoch);
            share();
        } else if (epoch.equals(epoch())) {
            owner.fenced();
        }
    }

    private void scan() {
        Held now = held();
        Set<Shard> mine = now.shards();
        if (mine.isEmpty()) {
            return;
        }
        Set<RunId> known = owner.known();
        List<StoredRun> found = ports.runLog().unfinished(mine, known, RUNS_PER_SCAN);
        for (StoredRun run : found) {
            DagVersion version = ports.runLog().version(run.spec().version());
            owner.found(new Message.Owned(now.epoch(), new Message.Adopt(run, version)));
        }
        List<StoredCommand> commands = ports.runLog().commands(mine, COMMANDS_PER_SCAN);
        for (StoredCommand command : commands) {
            owner.found(new Message.Owned(now.epoch(), message(command, known)));
        }
        if (found.size() == RUNS_PER_SCAN || !commands.isEmpty()) {
            wake();
        }
    }

    /// With the run as it is stored, unless the owner knows better.
    private Message.Command message(StoredCommand asked, Set<RunId> known) {
        if (known.contains(asked.run())) {
            return new Message.Command(asked, null, null);
        }
        StoredRun stored = ports.runLog().run(asked.run()).orElseThrow();
        boolean ended = stored.row().state().terminal();
        VersionId version = ended && asked.command() instanceof RunCommand.Clear clear && clear.version() != null
                ? clear.version()
                : stored.spec().version();
        return new Message.Command(asked, stored, ports.runLog().version(version));
    }
}
