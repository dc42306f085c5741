package dev.downbeat.store.care;

import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.machine.Trouble;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Deletes what ended long ago, in steps that each are one small transaction. A run's own row goes first,
/// so that nobody sees half a run; `purged_run` then tells what else there is to delete, also after a
/// crash, and on other machines.
///
/// Runs that somebody still needs stay: the last ones of each DAG, those with an alert that was not sent or
/// a command that was not carried out, those of a backfill that goes on, and those that a run which goes on
/// has triggered.
public final class PgPurge {
    private static final long LOCK = 1_685_221_219;
    /// Looking for orphans reads whole tables.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration FORGET = Duration.ofDays(30);

    private static final String OLD = """
              from dag_run as d
             where d.state in ('success', 'failed')
               and d.ended_at < ?
               and (? = '' or d.dag_id = ?)
               and ? <= (select count(*)
                           from (select from dag_run as n
                                  where n.dag_id = d.dag_id and n.run_id > d.run_id limit ?) as later)
               and ? <= (select count(*)
                           from (select from dag_run as n
                                  where n.dag_id = d.dag_id
                                    and (n.logical_date, n.run_id) > (d.logical_date, d.run_id) limit ?) as later)
               and not exists (select from alert as a where a.run_id = d.run_id and a.state = 'pending')
               and not exists (select from run_command as c where c.run_id = d.run_id and c.applied_at is null)
               and d.run_id not in (select i.run_id
                                      from backfill as b
                                      join backfill_item as i using (backfill_id)
                                     where b.state in ('running', 'paused') and i.run_id is not null)
               and not exists (select from dag_run as p
                                where p.state in ('queued', 'running')
                                  and d.idempotency_key ~ '^trigger_dag/[0-9]{1,4}/[0-9]{1,18}/'
                                  and p.run_id::text = split_part(d.idempotency_key, '/', 3))
            """;
    private static final String COUNT =
            "select d.dag_id, count(*) as runs\n" + OLD + " group by d.dag_id order by d.dag_id";
    /// Runs that somebody changes at this moment are passed over.
    private static final String CHOOSE =
            "select d.run_id\n" + OLD + " and d.run_id > ?\n order by d.run_id limit ? for update of d skip locked";
    /// Once more, for a command may have come between the choice and the lock.
    private static final String TAKE = """
            with gone as (
                delete from dag_run as d
                 where d.run_id = any (?)
                   and d.state in ('success', 'failed')
                   and not exists (select from run_command as c where c.run_id = d.run_id and c.applied_at is null)
                returning d.run_id, d.dag_id)
            insert into purged_run (run_id, dag_id)
            select g.run_id, g.dag_id from gone as g
            on conflict (run_id) do update set dag_id = excluded.dag_id, purged_at = now(), rows_gone = false
            returning run_id, dag_id, purged_at
            """;
    private static final String OPEN = "select run_id from purged_run where not rows_gone order by run_id limit ?";
    private static final String DONE = "update purged_run set rows_gone = true where run_id = any (?)";
    /// The newest update of each asset stays, and what a run was started by or is to be started by.
    private static final String EVENTS = """
            delete from asset_event
             where event_id = any (array(
                   select e.event_id
                     from asset_event as e
                    where e.at < ?
                      and (? = '' or e.dag_id = ?)
                      and exists (select from asset_event as n where n.asset = e.asset and n.event_id > e.event_id)
                      and not exists (select from asset_queue as q where q.event_id = e.event_id)
                      and not exists (select from asset_trigger as t where t.event_id = e.event_id)
                    limit ?))
            """;
    private static final String ENDED_BACKFILLS = """
             from backfill as b
            where b.ended_at < ?
              and (? = '' or b.dag_id = ?)
              and not exists (select from backfill_item as i join dag_run as d on d.run_id = i.run_id
                               where i.backfill_id = b.backfill_id)
            """;
    private static final String BACKFILL_ITEMS = """
            delete from backfill_item
             where ctid = any (array(select i.ctid
                                       from backfill_item as i
                                      where i.backfill_id in (select b.backfill_id %s)
                                      limit ?))
            """.formatted(ENDED_BACKFILLS);
    private static final String BACKFILLS = """
            delete from backfill
             where backfill_id = any (array(
                   select b.backfill_id %s
                      and not exists (select from backfill_item as i where i.backfill_id = b.backfill_id)
                    limit ?))
            """.formatted(ENDED_BACKFILLS);
    private static final String PURGED = """
            select p.run_id, p.dag_id, p.purged_at
              from purged_run as p
             where (p.purged_at, p.run_id) > (?, ?)
             order by p.purged_at, p.run_id
             limit ?
            """;
    private static final String REMEMBERED =
            "delete from purged_run where rows_gone and purged_at < clock_timestamp() - ? * interval '1 second'";

    private final Database database;

    public PgPurge(Database database) {
        this.database = database;
    }

    /// A run that was deleted.
    public record Purged(long run, String dag, Instant at) {}

    /// Held while one purges; others wait for another time.
    public static final class Turn implements AutoCloseable {
        private final Connection connection;

        private Turn(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw Trouble.sql("cannot end the purge", e);
            }
        }
    }

    /// The right to purge; empty while another process has it. It ends with its connection, whatever happens.
    public Optional<Turn> turn() {
        try {
            Connection connection = database.connect();
            boolean mine = false;
            try {
                mine = Sql.first(connection, row -> row.getBoolean(1), "select pg_try_advisory_lock(?)", LOCK)
                        .orElse(false);
                return mine ? Optional.of(new Turn(connection)) : Optional.empty();
            } finally {
                if (!mine) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            throw Trouble.sql("cannot begin the purge", e);
        }
    }

    /// How many runs of each DAG would go.
    public Map<String, Long> count(PurgeOrder order) {
        return with("cannot count old runs", connection -> {
            var counts = new LinkedHashMap<String, Long>();
            Sql.each(
                    connection,
                    row -> counts.put(row.getString("dag_id"), row.getLong("runs")),
                    COUNT,
                    order.before(),
                    order.dagId(),
                    order.dagId(),
                    order.keepLast(),
                    order.keepLast(),
                    order.keepLast(),
                    order.keepLast());
            return counts;
        });
    }

    /// Deletes runs; their rows elsewhere are left to [#rows].
    ///
    /// @param after only those with greater numbers
    /// @return those that are gone; fewer than were chosen when somebody else was at them
    public Taken take(PurgeOrder order, long after, int most) {
        return inTransaction("cannot delete old runs", connection -> {
            List<Long> chosen = Sql.list(
                    connection,
                    row -> row.getLong("run_id"),
                    CHOOSE,
                    order.before(),
                    order.dagId(),
                    order.dagId(),
                    order.keepLast(),
                    order.keepLast(),
                    order.keepLast(),
                    order.keepLast(),
                    after,
                    most);
            if (chosen.isEmpty()) {
                return new Taken(List.of(), after, true);
            }
            List<Purged> gone = Sql.list(connection, PgPurge::read, TAKE, chosen);
            return new Taken(gone, chosen.getLast(), chosen.size() < most);
        });
    }

    /// A step of [#take].
    ///
    /// @param upTo the greatest number that was looked at
    /// @param last whether there is nothing more to choose
    public record Taken(List<Purged> runs, long upTo, boolean last) {
        public Taken {
            runs = List.copyOf(runs);
        }
    }

    private static String rowsOf(String table) {
        return "delete from %1$s where ctid = any (array(select ctid from %1$s where run_id = any (?) limit ?))"
                .formatted(table);
    }

    private static String orphansOf(String table) {
        return """
                delete from %1$s
                 where ctid = any (array(select t.ctid
                                           from %1$s as t
                                          where not exists (select from dag_run as d where d.run_id = t.run_id)
                                            and not exists (select from purged_run as p where p.run_id = t.run_id)
                                          limit ?))
                """.formatted(table);
    }

    /// Deletes rows that runs have left.
    ///
    /// @return whether there may be more
    public boolean rows(int runs, int most) {
        return inTransaction("cannot delete the rows of old runs", connection -> {
            List<Long> open = Sql.list(connection, row -> row.getLong("run_id"), OPEN, runs);
            int room = most;
            for (String table : TablesOf.RUNS) {
                room -= room > 0 && !open.isEmpty() ? Sql.update(connection, rowsOf(table), open, room) : 0;
            }
            if (room > 0 && !open.isEmpty()) {
                Sql.update(connection, DONE, open);
            }
            return !open.isEmpty();
        });
    }

    /// Deletes rows of runs that are not there, as somebody leaves them who deletes by hand.
    ///
    /// @return how many
    public int orphans(int most) {
        return with("cannot delete orphaned rows", connection -> {
            int room = most;
            for (String table : TablesOf.RUNS) {
                room -= room > 0 ? Sql.update(connection, orphansOf(table), room) : 0;
            }
            return most - room;
        });
    }

    /// Deletes old updates of assets and old backfills.
    ///
    /// @return how many rows
    public int others(PurgeOrder order, int most) {
        return with("cannot delete old updates and backfills", connection -> {
            int room = most;
            for (String sql : List.of(EVENTS, BACKFILL_ITEMS, BACKFILLS)) {
                room -= room > 0 ? Sql.update(connection, sql, order.before(), order.dagId(), order.dagId(), room) : 0;
            }
            return most - room;
        });
    }

    /// Runs that were purged, in order, so that each machine can delete its files.
    ///
    /// @param after the last one that was seen
    public List<Purged> purged(Purged after, int most) {
        return with(
                "cannot read which runs were purged",
                connection -> Sql.list(connection, PgPurge::read, PURGED, after.at(), after.run(), most));
    }

    private <T> T with(String what, Sql.Work<T> work) {
        return Sql.with(database, what, Sql.within(PATIENCE, work));
    }

    private <T> T inTransaction(String what, Sql.Work<T> work) {
        return Sql.inTransaction(database, what, Sql.within(PATIENCE, work));
    }

    private static Purged read(ResultSet row) throws SQLException {
        return new Purged(row.getLong("run_id"), row.getString("dag_id"), Sql.moment(row, "purged_at"));
    }

    /// Forgets purges of long ago.
    public void forget() {
        with("cannot forget old purges", connection -> Sql.update(connection, REMEMBERED, FORGET.toSeconds()));
    }
}
