package dev.downbeat.runtime;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.store.assets.PgWatches;
import dev.downbeat.store.assets.PgWatches.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets watches look when they are due, some at a time. All that it knows stands in the store: it may be stopped at any
/// moment, and several may work on one database.
final class AssetWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AssetWatcher.class);
    private static final int AT_A_TIME = 16;
    /// How long the watches of a process that was killed stand still.
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    private final PgWatches watches;
    private final WatchLook look;
    private final LoneAttempts attempts;
    private final InstantSource clock;
    private final Runnable updated;
    private final Semaphore slots = new Semaphore(AT_A_TIME);
    /// With the end of the claim.
    private final Map<Claimed, Instant> underWay = new ConcurrentHashMap<>();
    private final Lookout lookout;

    /// @param updated called after an asset was updated
    AssetWatcher(PgWatches watches, WatchLook look, LoneAttempts attempts, InstantSource clock, Runnable updated) {
        this.watches = watches;
        this.look = look;
        this.attempts = attempts;
        this.clock = clock;
        this.updated = updated;
        this.lookout = new Lookout("watches", LOOK_AGAIN, this::begin);
    }

    void start() {
        lookout.start();
    }

    /// Looks at once for what is due: a DAG may be new, or resumed.
    void wake() {
        lookout.wake();
    }

    private boolean begin() {
        Instant now = clock.instant();
        renew(now);
        int free = slots.availablePermits();
        List<Claimed> due = free == 0 ? List.of() : watches.claim(now, LEASE, free);
        for (Claimed claimed : due) {
            slots.acquireUninterruptibly();
            underWay.put(claimed, now.plus(LEASE));
            Thread.ofVirtual().name("watch-", 0).start(() -> {
                try {
                    take(claimed);
                } finally {
                    underWay.remove(claimed);
                    slots.release();
                }
            });
        }
        return !due.isEmpty() && slots.availablePermits() > 0;
    }

    private void renew(Instant now) {
        underWay.forEach((claimed, until) -> {
            if (now.plus(LEASE.dividedBy(2)).isAfter(until)) {
                watches.due(claimed, now.plus(LEASE));
                underWay.computeIfPresent(claimed, (_, _) -> now.plus(LEASE));
            }
        });
    }

    private void take(Claimed claimed) {
        try {
            WatchLook.Result result = look.take(claimed, clock.instant());
            if (lookout.closing() && result instanceof WatchLook.Result.Failed) {
                watches.due(claimed, clock.instant()); // it was stopped
                return;
            }
            told(claimed, result, clock.instant());
        } catch (DownbeatException e) {
            LOG.warn("The look for {} is lost ({}); it looks again later", claimed.watched(), e.text());
        } catch (RuntimeException e) {
            LOG.error("The look for {} ended badly; it looks again later", claimed.watched(), e);
        }
    }

    private void told(Claimed claimed, WatchLook.Result result, Instant now) {
        Instant due = now.plus(result.again());
        switch (result) {
            case WatchLook.Result.Found found -> {
                if (watches.found(claimed, found.output(), now, due)) {
                    LOG.info(
                            "The watch of DAG {} updated asset {}",
                            claimed.watched().dag(),
                            claimed.watched().asset());
                    updated.run();
                }
            }
            case WatchLook.Result.NotYet not -> watches.notYet(claimed, not.left(), now, due);
            case WatchLook.Result.Failed failed -> {
                if (claimed.before() == null
                        || !failed.why().equals(claimed.before().failure())) {
                    LOG.warn(
                            "The watch of DAG {} cannot look for asset {}: {}",
                            claimed.watched().dag(),
                            claimed.watched().asset(),
                            failed.why());
                }
                watches.failed(claimed, failed.why(), now, due);
            }
        }
    }

    /// What looks is given a moment; it looks again later when it does not end in it.
    @Override
    public void close() {
        lookout.close();
        try {
            if (!slots.tryAcquire(AT_A_TIME, 1, TimeUnit.SECONDS)) {
                attempts.stop();
                boolean ignored = slots.tryAcquire(AT_A_TIME, STOP_TIME.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
