package dev.downbeat.store.query;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/// What bears on the tasks of a run and lies outside of them.
public final class GateQueries {
    /// A DAG's runs share a shard; a foreground run has one of its own.
    private static final String STANDING = """
            select coalesce(g.paused, false) as paused, coalesce(c.owner, '') as owner,
                   (select count(*) from dag_run as o
                     where o.dag_id = r.dag_id and o.shard = r.shard and o.state = 'running') as running,
                   (select count(*) from dag_run as o
                     where o.dag_id = r.dag_id and o.shard = r.shard and o.state = 'queued'
                       and o.run_id < r.run_id) as ahead,
                   (select count(*)
                      from shard as of_same
                      join dag_run as d on d.shard = of_same.shard and d.state = 'running'
                      join task_instance as t on t.run_id = d.run_id
                     where of_same.epoch = c.epoch and t.state in ('queued', 'running', 'restarting')) as under_way
              from dag_run as r
              left join dag as g on g.dag_id = r.dag_id
              left join shard as s on s.shard = r.shard
              left join scheduler as c on c.epoch = s.epoch and not c.fenced and c.lease_until > clock_timestamp()
             where r.run_id = ?
            """;

    private static final String MOVES = """
            select coalesce((e.event ->> 'at')::timestamptz, h.at) as at, e.event ->> 'to' as to_state,
                   coalesce(e.event ->> 'note', '') as note
              from run_history as h
             cross join lateral json_array_elements(h.events) with ordinality as e(event, place)
             where h.run_id = ? and e.event ->> 'task' = ? and coalesce((e.event ->> 'index')::int, -1) = ?
             order by h.seq, e.place
            """;

    private final Reader reader;

    public GateQueries(DataSource source) {
        this.reader = new Reader(source);
    }

    /// @param owner    the process that drives the run; empty when none does
    /// @param running  runs of its DAG that are going on
    /// @param ahead    queued ones that come before it
    /// @param underWay attempts that are queued or running in the owner's process
    public record Standing(boolean paused, String owner, int running, int ahead, int underWay) {}

    /// A move of a task instance.
    public record Moved(TaskState to, String note, Instant at) {}

    /// @throws dev.downbeat.model.DownbeatException NOT_FOUND when there is no such run
    public Standing standing(RunId run) {
        return reader.first(
                        STANDING,
                        row -> new Standing(
                                row.getBoolean("paused"),
                                row.getString("owner"),
                                row.getInt("running"),
                                row.getInt("ahead"),
                                row.getInt("under_way")),
                        run.value())
                .orElseThrow(() -> RunQueries.unknown(run.value()));
    }

    /// The oldest first.
    public List<Moved> moves(RunId run, TaskId task, MapIndex index) {
        return reader.list(
                MOVES,
                row -> new Moved(
                        TaskState.of(row.getString("to_state")), row.getString("note"), Reader.moment(row, "at")),
                run.value(),
                task.value(),
                index.value());
    }
}
