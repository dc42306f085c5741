package dev.downbeat.runtime;

import dev.downbeat.store.alerts.PgDeadlines;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every second for deadlines that have passed. It costs an index scan that finds nothing, however much
/// history there is. Several processes may look at one database.
final class DeadlineWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadlineWatch.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /// How long the end of a task may take to be written before its deadline counts as missed.
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final int AT_A_TIME = 500;

    private final PgDeadlines deadlines;
    private final InstantSource clock;
    private final Runnable missed;
    private final Semaphore closed = new Semaphore(0);
    private final Thread thread;

    /// @param missed called when there may be alerts
    DeadlineWatch(PgDeadlines deadlines, InstantSource clock, Runnable missed) {
        this.deadlines = deadlines;
        this.clock = clock;
        this.missed = missed;
        this.thread = Thread.ofPlatform().name("downbeat-deadlines").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            int looked;
            do {
                looked = deadlines.look(clock.instant().minus(GRACE), clock.instant(), AT_A_TIME);
                if (looked > 0) {
                    missed.run();
                }
            } while (looked == AT_A_TIME);
        } catch (RuntimeException e) {
            LOG.warn("The deadlines could not be looked at ({}); trying again", e.getMessage());
        }
    }

    @Override
    public void close() {
        closed.release();
        try {
            thread.join(LOOK_AGAIN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
