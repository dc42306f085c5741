package dev.downbeat.runtime;

import dev.downbeat.engine.SchedulerStats;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.store.Database;
import dev.downbeat.store.Database.PoolState;
import dev.downbeat.store.query.BacklogQueries;
import dev.downbeat.store.query.BacklogQueries.Backlog;
import dev.downbeat.store.query.BacklogQueries.PoolUse;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// Asks the database at most once in a while, however often the numbers are wanted.
final class StoredSaturation implements Saturation {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Work work;
    private final Database database;
    private final BacklogQueries queries;
    private final LongSupplier nanos;
    private Asked asked = new Asked(Backlog.UNKNOWN, List.of());
    private long askedAt;

    private record Asked(Backlog backlog, List<PoolUse> pools) {}

    StoredSaturation(Work work, Database database, LongSupplier nanos) {
        this.work = work;
        this.database = database;
        this.queries = new BacklogQueries(database.pool());
        this.nanos = nanos;
        this.askedAt = nanos.getAsLong() - FRESH.toNanos();
    }

    @Override
    public SchedulerStats scheduler() {
        return work.stats();
    }

    @Override
    public int shards() {
        return work.shards();
    }

    @Override
    public PoolState connections() {
        return database.poolState();
    }

    @Override
    public Backlog backlog() {
        return fresh().backlog();
    }

    @Override
    public List<PoolUse> pools() {
        return fresh().pools();
    }

    private synchronized Asked fresh() {
        if (nanos.getAsLong() - askedAt >= FRESH.toNanos()) {
            askedAt = nanos.getAsLong();
            try {
                asked = new Asked(queries.backlog(), queries.pools());
            } catch (DownbeatException _) {
                asked = new Asked(Backlog.UNKNOWN, List.of()); // whoever reads sees that there is no number
            }
        }
        return asked;
    }
}
