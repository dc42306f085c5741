package dev.downbeat.store.journal;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.Leases;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Shard;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.WakeChannel;
import dev.downbeat.store.machine.HostProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Leases as rows; see the package's page for why this is safe.
public final class PgLeases implements Leases {
    /// Takers line up, so that no two wait for each other's rows. Journal commits need no part in it.
    static final String LINE_UP = "select pg_advisory_xact_lock(1685221218)";

    /// Shorter than a lease: whoever cannot reach the database has to find another way before it runs out.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String REGISTER = """
            insert into scheduler (owner, host, pid, process_started_at, lease_until)
            values (?, ?, ?, ?, clock_timestamp() + ? * interval '1 microsecond')
            returning epoch
            """;
    /// Rows of long ago, so that the table stays small whatever is started and killed.
    private static final String FORGET = """
            delete from scheduler as s
             where s.fenced
               and s.lease_until < clock_timestamp() - interval '7 days'
               and not exists (select from shard as h where h.epoch = s.epoch)
            """;
    private static final String RENEW = """
            update scheduler
               set lease_until = clock_timestamp() + ? * interval '1 microsecond'
             where epoch = ? and not fenced
            """;
    private static final String IN_SIGHT = """
            select h.shard, h.foreground, h.epoch, s.host, s.pid, s.process_started_at,
                   s.lease_until < clock_timestamp() as run_out
              from shard as h
              left join scheduler as s using (epoch)
             where h.shard = any (?) or h.epoch = ? or (? and h.foreground)
            """;
    /// Waits for the commit that a holder has under way. A lease renewed meanwhile is spared, as its row is
    /// looked at again after the wait; a dead process renews nothing.
    static final String FENCE = """
            update scheduler
               set fenced = true
             where (epoch = any (?) and lease_until < clock_timestamp()) or epoch = any (?)
            returning epoch
            """;
    private static final String FREE = "update shard set epoch = null where epoch = any (?)";
    /// So that others take what was given back at once.
    private static final String TELL = "select " + WakeChannel.NOTIFY;
    private static final String DROP_FINISHED_FOREGROUND = """
            delete from shard as h
             where h.foreground
               and h.epoch is null
               and not exists (select from dag_run as d where d.shard = h.shard and d.state in ('queued', 'running'))
               and not exists (select from run_command as c join dag_run as d using (run_id)
                                where d.shard = h.shard and c.applied_at is null)
            """;
    private static final String TAKE_ORPHANS = "update shard set epoch = ? where foreground and epoch is null";
    private static final String TAKE = """
            insert into shard (shard, epoch)
            select w.shard, ? from unnest(?) as w (shard)
            on conflict (shard) do update set epoch = excluded.epoch where shard.epoch is null
            """;
    private static final String FREE_AMONG = """
            select w.shard
              from unnest(?) as w (shard)
              left join shard as h using (shard)
             where h.epoch is null
             order by w.shard
            """;
    /// Servers that live; a process that has nothing but shards of foreground runs is none.
    private static final String SHARE = """
            select ceil(?::numeric / count(*))::int as fair,
                   (select count(*) from shard as h where h.epoch = ? and not h.foreground)::int as mine
              from scheduler as s
             where s.epoch = ?
                or (not s.fenced
                    and s.lease_until >= clock_timestamp()
                    and (not exists (select from shard as h where h.epoch = s.epoch)
                         or exists (select from shard as h where h.epoch = s.epoch and not h.foreground)))
            """;
    private static final String IDLE = """
            h.epoch = ?
               and not h.foreground
               and not exists (select from dag_run as d where d.shard = h.shard and d.state in ('queued', 'running'))
               and not exists (select from run_command as c join dag_run as d using (run_id)
                                where d.shard = h.shard and c.applied_at is null)
            """;
    private static final String LOOK_IDLE =
            "select h.shard from shard as h where " + IDLE + " order by h.shard desc limit ?";
    private static final String GIVE = "update shard as h set epoch = null where " + IDLE + " and h.shard = any (?)";
    private static final String ADD_FOREGROUND = """
            insert into shard (shard, epoch, foreground)
            select nextval('foreground_shard_seq'), s.epoch, true
              from scheduler as s
             where s.epoch = ? and not s.fenced
               for share
            returning shard
            """;

    private final Database database;

    public PgLeases(Database database) {
        this.database = database;
    }

    @Override
    public Epoch register(String owner, Duration lease) {
        return register(owner, lease, HostProcess.current());
    }

    Epoch register(String owner, Duration lease, HostProcess process) {
        return with("cannot register as a scheduler", connection -> {
            Sql.update(connection, FORGET);
            return Sql.first(
                            connection,
                            row -> new Epoch(row.getLong("epoch")),
                            REGISTER,
                            owner,
                            process.host(),
                            process.pid(),
                            process.startedAt(),
                            micros(lease))
                    .orElseThrow(PgLeases::noRow);
        });
    }

    @Override
    public boolean renew(Epoch epoch, Duration lease) {
        return with(
                "cannot renew the lease",
                connection -> Sql.update(connection, RENEW, micros(lease), epoch.value()) == 1);
    }

    @Override
    public Set<Shard> acquire(Epoch epoch, Set<Shard> wanted, boolean orphans) {
        Sight before = with("cannot look at the shards", connection -> look(connection, epoch, wanted, orphans));
        if (before.nothingToTake(wanted, orphans)) {
            return before.held();
        }
        return inTransaction("cannot take shards", connection -> {
            lineUp(connection);
            return take(connection, epoch, wanted, orphans);
        });
    }

    private <T> T with(String what, Sql.Work<T> work) {
        return Sql.with(database, what, Sql.within(PATIENCE, work));
    }

    private <T> T inTransaction(String what, Sql.Work<T> work) {
        return Sql.inTransaction(database, what, Sql.within(PATIENCE, work));
    }

    private static Set<Shard> take(Connection connection, Epoch epoch, Set<Shard> wanted, boolean orphans)
            throws SQLException {
        if (!valid(connection, epoch)) {
            return Set.of();
        }
        Sight sight = look(connection, epoch, wanted, orphans);
        List<Long> fenced = Sql.list(connection, row -> row.getLong("epoch"), FENCE, sight.runOut(), sight.dead());
        Sql.update(connection, FREE, fenced);
        Sql.update(connection, DROP_FINISHED_FOREGROUND);
        if (orphans) {
            Sql.update(connection, TAKE_ORPHANS, epoch.value());
        }
        Sql.update(connection, TAKE, epoch.value(), numbers(allowed(connection, epoch, wanted)));
        return look(connection, epoch, Set.of(), false).held();
    }

    /// Those of the shared shards that may be taken, and all others.
    private static Set<Shard> allowed(Connection connection, Epoch epoch, Set<Shard> wanted) throws SQLException {
        Map<Boolean, Set<Shard>> shared = wanted.stream()
                .collect(Collectors.partitioningBy(shard -> shard.value() < Shard.SHARED, Collectors.toSet()));
        var allowed = new HashSet<>(shared.getOrDefault(false, Set.of()));
        Set<Shard> sought = shared.getOrDefault(true, Set.of());
        int room = -beyondShare(connection, epoch);
        if (!sought.isEmpty() && room > 0) {
            Sql.list(connection, row -> new Shard(row.getInt("shard")), FREE_AMONG, numbers(sought)).stream()
                    .limit(room)
                    .forEach(allowed::add);
        }
        return allowed;
    }

    /// How many shared shards it holds more than are its share; less than 0 for fewer.
    private static int beyondShare(Connection connection, Epoch epoch) throws SQLException {
        return Sql.first(
                        connection,
                        row -> row.getInt("mine") - row.getInt("fair"),
                        SHARE,
                        Shard.SHARED,
                        epoch.value(),
                        epoch.value())
                .orElseThrow(PgLeases::noRow);
    }

    @Override
    public Set<Shard> surplus(Epoch epoch) {
        return with("cannot look at the shards", connection -> {
            int surplus = beyondShare(connection, epoch);
            return surplus <= 0
                    ? Set.of()
                    : Set.copyOf(Sql.list(
                            connection, row -> new Shard(row.getInt("shard")), LOOK_IDLE, epoch.value(), surplus));
        });
    }

    @Override
    public Set<Shard> give(Epoch epoch, Set<Shard> surplus) {
        return inTransaction("cannot give shards back", connection -> {
            lineUp(connection);
            if (Sql.update(connection, GIVE, epoch.value(), numbers(surplus)) > 0) {
                Sql.each(connection, row -> {}, TELL);
            }
            return look(connection, epoch, Set.of(), false).held();
        });
    }

    /// Keeps shards from being taken or dropped until the transaction ends.
    public static void lineUp(Connection connection) throws SQLException {
        Sql.each(connection, row -> {}, LINE_UP);
    }

    private static boolean valid(Connection connection, Epoch epoch) throws SQLException {
        return Sql.first(
                        connection,
                        row -> row.getBoolean("fenced"),
                        "select s.fenced from scheduler as s where s.epoch = ?",
                        epoch.value())
                .map(fenced -> !fenced)
                .orElse(false);
    }

    @Override
    public Shard foreground(Epoch epoch) {
        return with(
                        "cannot make a shard",
                        connection -> Sql.first(
                                connection, row -> new Shard(row.getInt("shard")), ADD_FOREGROUND, epoch.value()))
                .orElseThrow(() -> new FencedException(epoch));
    }

    @Override
    public void release(Epoch epoch) {
        inTransaction("cannot release the shards", connection -> {
            lineUp(connection);
            // Fenced, so that nothing it still has under way arrives after its successor has read the runs.
            Sql.update(connection, "update scheduler set fenced = true where epoch = ?", epoch.value());
            int freed = Sql.update(connection, FREE, List.of(epoch.value()));
            Sql.update(connection, DROP_FINISHED_FOREGROUND);
            return freed == 0 || Sql.first(connection, row -> true, TELL).isPresent();
        });
    }

    private static Sight look(Connection connection, Epoch epoch, Set<Shard> wanted, boolean orphans)
            throws SQLException {
        return Sight.of(
                epoch.value(),
                Sql.list(connection, PgLeases::holding, IN_SIGHT, numbers(wanted), epoch.value(), orphans));
    }

    private static Holding holding(ResultSet row) throws SQLException {
        long epoch = row.getLong("epoch");
        boolean free = row.wasNull();
        var shard = new Shard(row.getInt("shard"));
        boolean foreground = row.getBoolean("foreground");
        if (free) {
            return new Holding(shard, foreground, null);
        }
        var process =
                new HostProcess(row.getString("host"), row.getLong("pid"), Sql.instant(row, "process_started_at"));
        return new Holding(shard, foreground, new Holder(epoch, process, row.getBoolean("run_out")));
    }

    private record Holding(
            Shard shard, boolean foreground, @Nullable Holder holder) {}

    private record Holder(long epoch, HostProcess process, boolean runOut) {}

    /// The shards in question, who holds them, and which of the holders other than ourselves may be
    /// overcome.
    private record Sight(long self, List<Holding> holdings, Set<Long> runOut, Set<Long> dead) {
        static Sight of(long self, List<Holding> holdings) {
            Set<Holder> others = holdings.stream()
                    .map(Holding::holder)
                    .filter(Objects::nonNull)
                    .filter(holder -> holder.epoch() != self)
                    .collect(Collectors.toSet());
            return new Sight(
                    self,
                    holdings,
                    epochs(others, Holder::runOut),
                    epochs(others, holder -> holder.process().knownDead()));
        }

        private static Set<Long> epochs(Set<Holder> holders, Predicate<Holder> which) {
            return holders.stream().filter(which).map(Holder::epoch).collect(Collectors.toSet());
        }

        Set<Shard> held() {
            var held = new TreeSet<>(Comparator.comparingInt(Shard::value));
            for (Holding holding : holdings) {
                if (holding.holder() != null && holding.holder().epoch() == self) {
                    held.add(holding.shard());
                }
            }
            return held;
        }

        boolean nothingToTake(Set<Shard> wanted, boolean orphans) {
            var known = new HashSet<Shard>();
            for (Holding holding : holdings) {
                Holder holder = holding.holder();
                boolean sought = wanted.contains(holding.shard()) || (orphans && holding.foreground());
                boolean free = holder == null || runOut.contains(holder.epoch()) || dead.contains(holder.epoch());
                if (sought && free) {
                    return false;
                }
                known.add(holding.shard());
            }
            return known.containsAll(wanted);
        }
    }

    private static List<Integer> numbers(Set<Shard> shards) {
        return shards.stream().map(Shard::value).toList();
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    private static DownbeatException noRow() {
        return new DownbeatException(ErrorCode.INTERNAL, "an insert gave no row back");
    }
}
