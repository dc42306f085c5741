package dev.downbeat.store.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/// What waits to be done, over all servers of the database. Each number comes from an index over what is
/// open, or a small table: history costs nothing.
public final class BacklogQueries {
    private static final String BACKLOG = """
            select (select count(*) from alert where state = 'pending') as alerts,
                   (select count(*) from alert where state = 'failed') as alerts_failed,
                   (select coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0)
                      from alert where state = 'pending' and due_at < clock_timestamp()) as alert_age,
                   (select count(*) from asset_queue) as updates,
                   (select coalesce(extract(epoch from clock_timestamp() - min(e.at)), 0)
                      from asset_queue as q join asset_event as e using (event_id)) as update_age,
                   (select count(*) from asset_watch where failure <> '') as watches_failing,
                   (select coalesce(extract(epoch from clock_timestamp() - min(queued_at)), 0)
                      from dag_run where state = 'queued') as run_age,
                   (select count(*) from waiting_tick) as ticks,
                   (select count(*) from import_error) as import_errors,
                   pg_database_size(current_database()) as bytes
            """;
    private static final String POOLS = """
            select p.name, p.slots, coalesce(sum(c.slots), 0) as claimed, coalesce(sum(c.need), 0) as wanted
              from pool as p
              left join (pool_claim as c join scheduler as s on s.epoch = c.epoch and not s.fenced) on c.pool = p.name
             group by p.name, p.slots
             order by p.name
            """;

    private final Reader reader;

    public BacklogQueries(DataSource source) {
        this.reader = new Reader(source);
    }

    /// NaN where nothing is known.
    ///
    /// @param alerts  that are to be sent
    /// @param updates of assets that have not started a run yet
    /// @param runs    that wait
    /// @param failing things that somebody has to look at
    /// @param bytes   what the database takes on disk
    public record Backlog(Waiting alerts, Waiting updates, Waiting runs, Failing failing, double bytes) {
        private static final Waiting NOTHING = new Waiting(Double.NaN, Double.NaN);

        public static final Backlog UNKNOWN =
                new Backlog(NOTHING, NOTHING, NOTHING, new Failing(Double.NaN, Double.NaN, Double.NaN), Double.NaN);
    }

    /// @param count   how many; of runs: ticks that wait for the end of a run before them
    /// @param seconds for how long the oldest one waits
    public record Waiting(double count, double seconds) {}

    /// @param alerts  that were given up
    /// @param watches whose last look failed
    /// @param files   with mistakes
    public record Failing(double alerts, double watches, double files) {}

    public Backlog backlog() {
        return reader.first(BACKLOG, BacklogQueries::backlog).orElse(Backlog.UNKNOWN);
    }

    private static Backlog backlog(ResultSet row) throws SQLException {
        return new Backlog(
                new Waiting(row.getDouble("alerts"), row.getDouble("alert_age")),
                new Waiting(row.getDouble("updates"), row.getDouble("update_age")),
                new Waiting(row.getDouble("ticks"), row.getDouble("run_age")),
                new Failing(
                        row.getDouble("alerts_failed"),
                        row.getDouble("watches_failing"),
                        row.getDouble("import_errors")),
                row.getDouble("bytes"));
    }

    /// How full a pool is.
    ///
    /// @param claimed slots that schedulers have taken
    /// @param wanted  slots that are in use or waited for
    public record PoolUse(String name, int slots, int claimed, int wanted) {}

    /// By name.
    public List<PoolUse> pools() {
        return reader.list(
                POOLS,
                row -> new PoolUse(
                        row.getString("name"), row.getInt("slots"), row.getInt("claimed"), row.getInt("wanted")));
    }
}
