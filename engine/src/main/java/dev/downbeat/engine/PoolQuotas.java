package dev.downbeat.engine;

import dev.downbeat.engine.port.Pools;
import dev.downbeat.model.Placement;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What this process may use of each pool, and what it does use. Nothing is asked of anybody here: the claims are
/// settled elsewhere, and told by [#settled].
final class PoolQuotas {
    /// Slots of a pool stay claimed so long after they were last needed.
    private static final Duration KEPT = Duration.ofSeconds(5);
    /// Of the default pool some are always at hand, so that no run has to wait for the first ones.
    private static final int SPARE_OF_DEFAULT = 32;

    private final int parallelism;
    private final Map<String, Quota> quotas = new HashMap<>();

    private static final class Quota {
        private int active;
        private int deferred;
        /// What the last answer allowed.
        private int limit;
        private Pools.@Nullable Total total;
        /// The most that was in need of late, and until when that counts.
        private int peak;
        private Instant peakUntil = Instant.MIN;

        int used() {
            Pools.Total known = total;
            return active + (known != null && known.includeDeferred() ? deferred : 0);
        }
    }

    PoolQuotas(int parallelism) {
        this.parallelism = parallelism;
        quotas.put(Placement.DEFAULT_POOL, new Quota());
    }

    /// How many more slots of the pool may be given out.
    int free(String pool) {
        Quota quota = quotas.get(pool);
        return quota == null ? 0 : quota.limit - quota.used();
    }

    /// A task instance went from one state to another.
    ///
    /// @return slots became free
    boolean moved(Placement placement, TaskState from, TaskState to) {
        int active = (to.active() ? 1 : 0) - (from.active() ? 1 : 0);
        int deferred = (to == TaskState.DEFERRED ? 1 : 0) - (from == TaskState.DEFERRED ? 1 : 0);
        if (active == 0 && deferred == 0) {
            return false;
        }
        Quota quota = quota(placement.pool());
        int before = quota.used();
        quota.active += active * placement.poolSlots();
        quota.deferred += deferred * placement.poolSlots();
        return quota.used() < before;
    }

    private Quota quota(String pool) {
        return quotas.computeIfAbsent(pool, _ -> new Quota());
    }

    /// What to ask for now.
    Map<String, Pools.Ask> asks(ReadyQueue ready, Instant now) {
        ready.poolsWaitedFor().forEach(this::quota);
        var asks = new LinkedHashMap<String, Pools.Ask>();
        quotas.forEach((pool, quota) -> asks.put(pool, ask(pool, quota, ready.demand(pool), now)));
        return asks;
    }

    private Pools.Ask ask(String pool, Quota quota, ReadyQueue.Demand demand, Instant now) {
        int need = quota.used() + demand.slots();
        if (need >= quota.peak || !now.isBefore(quota.peakUntil)) {
            quota.peak = need;
            quota.peakUntil = now.plus(KEPT);
        }
        int atHand = pool.equals(Placement.DEFAULT_POOL) ? Math.min(parallelism, SPARE_OF_DEFAULT) : 0;
        int floor = Math.max(quota.used(), quota.limit);
        int spare = Math.max(0, Math.max(atHand, quota.peak) - need);
        return new Pools.Ask(floor, need, spare, demand.largest());
    }

    /// @return somebody goes short of one of the pools
    boolean settled(Map<String, Pools.Share> shares) {
        quotas.forEach((pool, quota) -> {
            Pools.Share share = shares.get(pool);
            quota.limit = share == null ? 0 : share.limit();
            quota.total = share == null ? null : share.pool();
        });
        // what was asked for but is neither used nor waited for any more need not be asked for again
        quotas.entrySet()
                .removeIf(entry -> !entry.getKey().equals(Placement.DEFAULT_POOL)
                        && entry.getValue().limit == 0
                        && entry.getValue().active == 0
                        && entry.getValue().deferred == 0);
        return shares.values().stream().anyMatch(Pools.Share::contended);
    }
}
