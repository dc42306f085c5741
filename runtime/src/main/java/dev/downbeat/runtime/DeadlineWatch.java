package dev.downbeat.runtime;

import dev.downbeat.store.alerts.PgDeadlines;
import java.time.Duration;
import java.time.InstantSource;

/// Looks every second for deadlines that have passed. It costs an index scan that finds nothing, however much
/// history there is. Several processes may look at one database.
final class DeadlineWatch implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /// How long the end of a task may take to be written before its deadline counts as missed.
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final int AT_A_TIME = 500;

    private final PgDeadlines deadlines;
    private final InstantSource clock;
    private final Runnable missed;
    private final Lookout lookout;

    /// @param missed called when there may be alerts
    DeadlineWatch(PgDeadlines deadlines, InstantSource clock, Runnable missed) {
        this.deadlines = deadlines;
        this.clock = clock;
        this.missed = missed;
        this.lookout = new Lookout("deadlines", LOOK_AGAIN, this::look);
    }

    void start() {
        lookout.start();
    }

    private boolean look() {
        int looked = deadlines.look(clock.instant().minus(GRACE), clock.instant(), AT_A_TIME);
        if (looked > 0) {
            missed.run();
        }
        return looked == AT_A_TIME;
    }

    @Override
    public void close() {
        lookout.close();
    }
}
