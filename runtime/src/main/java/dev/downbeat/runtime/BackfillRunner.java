package dev.downbeat.runtime;

import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.store.runs.PgBackfills;
import dev.downbeat.store.runs.RunRequests;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the runs of backfills, as many at a time as each allows. All that it knows stands in the store: it may
/// be stopped at any moment, and several may work on one database.
final class BackfillRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackfillRunner.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final PgBackfills backfills;
    private final RunRequests requests;
    private final InstantSource clock;
    private final Runnable started;
    private final Lookout lookout;
    private volatile boolean busy;

    /// @param started called after runs were stored
    BackfillRunner(PgBackfills backfills, RunRequests requests, InstantSource clock, Runnable started) {
        this.backfills = backfills;
        this.requests = requests;
        this.clock = clock;
        this.started = started;
        this.lookout = new Lookout("backfills", LOOK_AGAIN, this::look);
    }

    void start() {
        lookout.start();
    }

    /// Looks at once: there is a new backfill, or one was resumed.
    void wake() {
        lookout.wake();
    }

    /// A run has ended: there may be room for the next one.
    void runEnded() {
        if (busy) {
            wake();
        }
    }

    /// @return how many runs were started
    int runOnce() {
        int runs = 0;
        boolean any = false;
        for (long id : backfills.underWay()) {
            any = true;
            PgBackfills.Step step;
            do {
                step = backfills.advance(id, (common, interval) -> {
                    RunId run = requests.nextId();
                    var spec = new RunSpec(
                            run,
                            common.dag(),
                            common.version(),
                            Shard.of(common.dag()),
                            RunType.BACKFILL,
                            interval,
                            common.params());
                    return new RunCreated(spec, clock.instant(), null);
                });
                runs += step.started();
            } while (step.more() && !lookout.closing());
        }
        busy = any;
        return runs;
    }

    private boolean look() {
        int runs = runOnce();
        if (runs > 0) {
            LOG.info("Backfills started {} runs", runs);
            started.run();
        }
        return false;
    }

    @Override
    public void close() {
        lookout.close();
    }
}
