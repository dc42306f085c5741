package dev.downbeat.testkit;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.PoolShares;
import dev.downbeat.engine.port.PoolShares.Claim;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.Placement;
import dev.downbeat.model.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Pools over an [InMemoryStore]; its clock is the database's.
public final class InMemoryPools implements Pools {
    private final InMemoryStore store;
    private final InstantSource clock;
    private final Map<String, Pool> pools = new HashMap<>();
    private final Map<String, Map<Epoch, Claim>> claims = new HashMap<>();

    InMemoryPools(InMemoryStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        pools.put(Placement.DEFAULT_POOL, new Pool(Placement.DEFAULT_POOL, Pool.DEFAULT_SLOTS, false, ""));
    }

    public void set(Pool pool) {
        store.alone(() -> pools.put(pool.name(), pool));
    }

    /// Slots of a pool that are claimed by epochs that can still hand them out.
    public int claimed(String pool) {
        return store.alone(
                () -> live(pool).values().stream().mapToInt(Claim::slots).sum());
    }

    @Override
    public Map<String, Share> settle(Epoch epoch, Map<String, Ask> asks) {
        return store.alone(() -> {
            if (!store.leases().valid(epoch)) {
                throw new FencedException(epoch);
            }
            var shares = new HashMap<String, Share>();
            asks.forEach((name, ask) -> {
                Pool pool = pools.get(name);
                if (pool != null) {
                    shares.put(name, settle(epoch, pool, ask));
                }
            });
            return shares;
        });
    }

    private Share settle(Epoch epoch, Pool pool, Ask ask) {
        Map<Epoch, Claim> of = live(pool.name());
        List<Claim> others = new ArrayList<>();
        of.forEach((other, claim) -> {
            if (!other.equals(epoch)) {
                others.add(claim);
            }
        });
        Claim before = of.getOrDefault(epoch, Claim.NOTHING);
        var settled = PoolShares.settle(pool.slots(), ask, before, others, clock.instant());
        of.put(epoch, settled.claim());
        return new Share(settled.limit(), settled.contended(), new Total(pool.slots(), pool.includeDeferred()));
    }

    private Map<Epoch, Claim> live(String pool) {
        Map<Epoch, Claim> of = claims.computeIfAbsent(pool, _ -> new HashMap<>());
        List.copyOf(of.keySet()).stream().filter(store.leases()::gone).forEach(store.leases()::fence);
        of.keySet().removeIf(epoch -> !store.leases().valid(epoch));
        return of;
    }
}
