package dev.downbeat.runtime;

import dev.downbeat.store.care.PgPurge;
import dev.downbeat.store.care.PgPurge.Purged;
import dev.downbeat.store.care.PurgeOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps to the policy how long runs are kept: now and again one of the servers deletes what is too old,
/// and each deletes the files that it has of runs that were purged, by whomever.
final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

    private final Settings.Retention policy;
    private final InstantSource clock;
    private final Purge purge;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Lookout lookout;
    private Purged seen = Purge.none();

    Retention(Settings.Retention policy, PgPurge store, Path home, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
        this.purge = new Purge(store, new HomeFiles(home), this::rest);
        this.lookout = new Lookout("retention", LOOK_AGAIN, this::look);
    }

    void start() {
        lookout.start();
    }

    private boolean look() {
        if (policy.on()) {
            var order = new PurgeOrder(clock.instant().minus(policy.age()), Optional.empty(), policy.keepLast());
            purge.run(order, false)
                    .filter(result -> result.runs() > 0)
                    .ifPresent(result -> LOG.info("Deleted {} runs that ended long ago", result.runs()));
        }
        seen = purge.follow(seen);
        return false;
    }

    private boolean rest(Duration time) {
        try {
            return !closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        lookout.close();
    }
}
