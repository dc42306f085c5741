package dev.downbeat.store.care;

import dev.downbeat.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Who works on the database, and what nobody works on.
final class WorkChecks {
    private static final String LIVING = """
            select s.owner || ' with ' || (select count(*) from shard as h where h.epoch = s.epoch) || ' shards' as text
              from scheduler as s
             where not s.fenced and s.lease_until > clock_timestamp()
             order by s.epoch
            """;
    private static final String RUN_OUT = """
            select s.owner || ' since ' || to_char(s.lease_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'
                   as text
              from scheduler as s
             where not s.fenced
               and s.lease_until <= clock_timestamp()
               and exists (select from shard as h where h.epoch = s.epoch)
             order by s.epoch
            """;
    /// Those of a moment ago may be about to be taken.
    private static final String UNOWNED = """
            select count(*) as runs
              from dag_run as d
              left join shard as h on h.shard = d.shard
              left join scheduler as s on s.epoch = h.epoch
             where d.state in ('queued', 'running')
               and (s.epoch is null or s.fenced or s.lease_until <= clock_timestamp())
               and d.queued_at < clock_timestamp() - interval '1 minute'
            """;
    private static final String PURGES = "select count(*) as runs from purged_run where not rows_gone";

    private final Connection connection;

    WorkChecks(Connection connection) {
        this.connection = connection;
    }

    Finding servers() throws SQLException {
        List<String> living = living();
        List<String> runOut = Sql.list(connection, row -> row.getString("text"), RUN_OUT);
        if (!runOut.isEmpty()) {
            return Finding.warning(
                    "servers",
                    "gone without a word, and still holding shards: " + String.join("; ", runOut),
                    "The next server takes them over; start one with `downbeat up`.");
        }
        return Finding.good("servers", living.isEmpty() ? "none is up" : String.join("; ", living));
    }

    private List<String> living() throws SQLException {
        return Sql.list(connection, row -> row.getString("text"), LIVING);
    }

    Finding unownedRuns() throws SQLException {
        long runs = count(UNOWNED);
        if (runs == 0) {
            return Finding.good("runs", "none is unfinished and without an owner");
        }
        String text = "%d unfinished without an owner".formatted(runs);
        return living().isEmpty()
                ? Finding.warning("runs", text, "They wait for a server: start one with `downbeat up`.")
                : Finding.bad(
                        "runs", text, "A server is up and does not take them: look into its log, or start it anew.");
    }

    Finding purges() throws SQLException {
        long runs = count(PURGES);
        return runs == 0
                ? Finding.good("purges", "none was broken off")
                : Finding.warning(
                        "purges",
                        "rows of %d purged runs remain".formatted(runs),
                        "Unless a purge is under way: `downbeat db purge` goes on with it.");
    }

    private long count(String sql) throws SQLException {
        return Sql.first(connection, row -> row.getLong("runs"), sql).orElse(0L);
    }
}
