package dev.downbeat.engine;

import dev.downbeat.engine.port.RunLog.StoredCommand;
import dev.downbeat.engine.port.RunLog.StoredRun;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a scheduler's lease, takes shards as they become free, and looks in them for runs that nobody
/// drives.
final class ShardKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardKeeper.class);
    private static final int RUNS_PER_SCAN = 1_000;
    private static final int COMMANDS_PER_SCAN = 200;

    private final SchedulerPorts ports;
    private final SchedulerSettings settings;
    private final Ownership ownership;
    private final Owner owner;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private volatile Epoch epoch = new Epoch(0);
    private volatile Set<Shard> shards = Set.of();
    private volatile @Nullable Shard foreground;
    private volatile boolean closing;

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

    /// Begins a new epoch and takes what can be had.
    void register() {
        epoch = ports.leases().register(settings.owner(), settings.lease());
        Shard own = foreground;
        if (ownership.foreground() && own == null) {
            foreground = ports.leases().foreground(epoch);
        }
        shards = ports.leases().acquire(epoch, wanted(), ownership.orphans());
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
        return epoch;
    }

    Set<Shard> shards() {
        return shards;
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
            ports.leases().release(epoch);
        } catch (DownbeatException e) {
            LOG.warn("The shards could not be given back ({}); others take them when the lease runs out", e.text());
        }
    }

    private void run() {
        Instant renewAt = ports.clock().instant();
        while (!closing) {
            try {
                if (!ports.clock().instant().isBefore(renewAt)) {
                    renewAt = ports.clock().instant().plus(settings.lease().dividedBy(3));
                    renew();
                }
                scan();
                Duration pause = settings.scanInterval();
                if (wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
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

    private void pauseAfterFailure() {
        try {
            boolean woken = wakes.tryAcquire(settings.scanInterval().toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("Trying again, woken: {}", woken);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        if (ports.leases().renew(epoch, settings.lease())) {
            shards = ports.leases().acquire(epoch, wanted(), ownership.orphans());
        } else {
            owner.fenced();
        }
    }

    private void scan() {
        Set<Shard> mine = shards;
        if (mine.isEmpty()) {
            return;
        }
        Set<RunId> known = owner.known();
        List<StoredRun> found = ports.runLog().unfinished(mine, known, RUNS_PER_SCAN);
        for (StoredRun run : found) {
            owner.found(new Message.Adopt(run, ports.runLog().version(run.spec().version())));
        }
        List<StoredCommand> commands = ports.runLog().commands(mine, COMMANDS_PER_SCAN);
        for (StoredCommand command : commands) {
            owner.found(message(command, known));
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
