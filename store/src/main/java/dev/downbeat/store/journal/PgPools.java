package dev.downbeat.store.journal;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.PoolShares;
import dev.downbeat.engine.port.PoolShares.Claim;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.model.Epoch;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.machine.HostProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Claims as rows. All who settle line up, with those who take shards too, so that claims are never given twice and
/// nobody waits in a circle. A holder whose lease ran out, or whose process is gone, is fenced before its slots are
/// given on: it can hand out nothing more.
public final class PgPools implements Pools {
    private static final String VALID = """
            select s.epoch
              from scheduler as s
             where s.epoch = ? and not s.fenced
               for share
            """;
    private static final String POOLS = """
            select p.name, p.slots, p.include_deferred, clock_timestamp() as now
              from pool as p
             where p.name = any (?)
            """;
    private static final String CLAIMS = """
            select c.pool, c.epoch, c.slots, c.need, c.largest, c.short_since, s.host, s.pid, s.process_started_at,
                   s.lease_until < clock_timestamp() as run_out
              from pool_claim as c
              join scheduler as s using (epoch)
             where c.pool = any (?) and not s.fenced
            """;
    private static final String CLAIM = """
            insert into pool_claim (pool, epoch, slots, need, largest, short_since)
            values (?, ?, ?, ?, ?, ?)
            on conflict (pool, epoch) do update
               set slots = excluded.slots, need = excluded.need, largest = excluded.largest,
                   short_since = excluded.short_since
            """;

    private final Database database;

    public PgPools(Database database) {
        this.database = database;
    }

    private record Found(String name, Total total, Instant now) {}

    private record Held(String pool, long epoch, Claim claim, HostProcess process, boolean runOut) {
        boolean gone() {
            return runOut || process.knownDead();
        }
    }

    @Override
    public Map<String, Share> settle(Epoch epoch, Map<String, Ask> asks) {
        Sql.Work<Map<String, Share>> work = connection -> {
            Sql.each(connection, row -> {}, PgLeases.LINE_UP);
            if (Sql.first(connection, row -> true, VALID, epoch.value()).isEmpty()) {
                throw new FencedException(epoch);
            }
            var names = Sql.texts(connection, asks.keySet());
            List<Held> held = live(connection, epoch, Sql.list(connection, PgPools::held, CLAIMS, names));
            var shares = new HashMap<String, Share>();
            for (Found pool : Sql.list(connection, PgPools::found, POOLS, names)) {
                shares.put(
                        pool.name(),
                        settle(connection, epoch, pool, Objects.requireNonNull(asks.get(pool.name())), held));
            }
            return shares;
        };
        return Sql.inTransaction(database, "cannot settle the claims on pools", Sql.within(PgLeases.PATIENCE, work));
    }

    /// Without those that are gone; they are fenced.
    private static List<Held> live(Connection connection, Epoch self, List<Held> held) throws SQLException {
        var others =
                held.stream().filter(claim -> claim.epoch() != self.value()).toList();
        Set<Long> gone = others.stream().filter(Held::gone).map(Held::epoch).collect(Collectors.toSet());
        if (gone.isEmpty()) {
            return held;
        }
        Set<Long> runOut = others.stream().filter(Held::runOut).map(Held::epoch).collect(Collectors.toSet());
        Set<Long> dead = gone.stream().filter(epoch -> !runOut.contains(epoch)).collect(Collectors.toSet());
        Set<Long> fenced = Set.copyOf(Sql.list(connection, row -> row.getLong("epoch"), PgLeases.FENCE, runOut, dead));
        return held.stream().filter(claim -> !fenced.contains(claim.epoch())).toList();
    }

    private static Share settle(Connection connection, Epoch epoch, Found pool, Ask ask, List<Held> held)
            throws SQLException {
        var before = Claim.NOTHING;
        var others = new ArrayList<Claim>();
        for (Held claim : held) {
            if (claim.pool().equals(pool.name())) {
                if (claim.epoch() == epoch.value()) {
                    before = claim.claim();
                } else {
                    others.add(claim.claim());
                }
            }
        }
        var settled = PoolShares.settle(pool.total().slots(), ask, before, others, pool.now());
        Claim claim = settled.claim();
        if (!claim.equals(before)) {
            Sql.update(
                    connection,
                    CLAIM,
                    pool.name(),
                    epoch.value(),
                    claim.slots(),
                    claim.need(),
                    claim.largest(),
                    claim.shortSince());
        }
        return new Share(settled.limit(), settled.contended(), pool.total());
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getString("name"),
                new Total(row.getInt("slots"), row.getBoolean("include_deferred")),
                Sql.moment(row, "now"));
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(
                row.getString("pool"),
                row.getLong("epoch"),
                new Claim(
                        row.getInt("slots"),
                        row.getInt("need"),
                        row.getInt("largest"),
                        Sql.instant(row, "short_since")),
                new HostProcess(row.getString("host"), row.getLong("pid"), Sql.instant(row, "process_started_at")),
                row.getBoolean("run_out"));
    }
}
