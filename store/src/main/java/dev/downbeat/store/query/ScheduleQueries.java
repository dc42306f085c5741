package dev.downbeat.store.query;

import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.model.DagId;
import dev.downbeat.model.RunSpec.Interval;
import dev.downbeat.model.VersionId;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The DAGs that run by themselves.
public final class ScheduleQueries {
    /// Unfinished runs are counted through the index of unfinished runs, which stays small.
    private static final String SCHEDULED = """
            with unfinished as (
                select dag_id, count(*) as runs
                  from dag_run
                 where type = 'scheduled' and state in ('queued', 'running')
                 group by dag_id)
            select d.dag_id, d.file, d.version_id, d.last_interval_end, d.first_seen_at, coalesce(u.runs, 0) as unfinished
              from dag d
              join dag_version v on v.version_id = d.version_id
              left join unfinished u on u.dag_id = d.dag_id
             where d.present and not d.paused and v.spec -> 'schedule' ->> 'type' = 'timed'
             order by d.dag_id
            """;

    private static final String WAITING = """
            select w.dag_id, w.fires_at, w.logical_date, w.interval_start, w.interval_end
              from waiting_tick w
             order by w.dag_id, w.interval_end
            """;

    private final Reader reader;

    public ScheduleQueries(DataSource source) {
        this.reader = new Reader(source);
    }

    /// A DAG that is present, not paused and has a schedule.
    ///
    /// @param version         the newest
    /// @param lastIntervalEnd of its newest scheduled run; null before the first
    /// @param unfinished      its scheduled runs that have not ended
    public record Scheduled(
            DagId dag,
            String file,
            VersionId version,
            @Nullable Instant lastIntervalEnd,
            Instant firstSeenAt,
            int unfinished) {}

    /// A tick whose run starts when those before it have ended.
    public record Waiting(DagId dag, Tick tick) {}

    /// All ticks that wait; the oldest of each DAG first.
    public List<Waiting> waiting() {
        return reader.list(
                WAITING,
                row -> new Waiting(
                        new DagId(row.getString("dag_id")),
                        new Tick(
                                Reader.moment(row, "fires_at"),
                                new Interval(
                                        Reader.moment(row, "logical_date"),
                                        Reader.moment(row, "interval_start"),
                                        Reader.moment(row, "interval_end")))));
    }

    public List<Scheduled> scheduled() {
        return reader.list(
                SCHEDULED,
                row -> new Scheduled(
                        new DagId(row.getString("dag_id")),
                        row.getString("file"),
                        new VersionId(row.getLong("version_id")),
                        Reader.instant(row, "last_interval_end"),
                        Reader.moment(row, "first_seen_at"),
                        row.getInt("unfinished")));
    }
}
