package dev.downbeat.runtime;

import dev.downbeat.engine.SchedulerStats;
import dev.downbeat.store.Database.PoolState;
import dev.downbeat.store.query.BacklogQueries.Backlog;
import dev.downbeat.store.query.BacklogQueries.PoolUse;
import java.util.List;

/// How full everything is, and what waits.
public interface Saturation {
    /// Of nothing at all.
    Saturation NONE = new Saturation() {
        @Override
        public SchedulerStats scheduler() {
            return new SchedulerStats(0, 0, 0, true);
        }

        @Override
        public PoolState connections() {
            return new PoolState(0, 0, 0, 0);
        }

        @Override
        public Backlog backlog() {
            return Backlog.UNKNOWN;
        }

        @Override
        public List<PoolUse> pools() {
            return List.of();
        }

        @Override
        public int shards() {
            return 0;
        }
    };

    SchedulerStats scheduler();

    /// Shards that this process holds.
    int shards();

    PoolState connections();

    /// Asked of the database some seconds ago at most; unknown while it does not answer.
    Backlog backlog();

    /// As [#backlog]; empty while the database does not answer.
    List<PoolUse> pools();
}
