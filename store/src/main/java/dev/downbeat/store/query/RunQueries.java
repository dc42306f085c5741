package dev.downbeat.store.query;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.api.Views.HistoryEvent;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunId;
import dev.downbeat.model.Shard;
import dev.downbeat.model.VersionId;
import dev.downbeat.store.Together;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Questions about runs.
public final class RunQueries {
    private static final String COLUMNS = """
            select r.run_id, r.dag_id, v.number, r.type, r.state, r.logical_date, r.queued_at, r.started_at, r.ended_at,
                   r.failure ->> 'message' as failure
              from dag_run r
              join dag_version v on v.version_id = r.version_id
            """;

    /// Two statements rather than one with "or": each walks its own index from the newest run down.
    private static final String OF_ALL = COLUMNS + """
             where r.run_id < ?
             order by r.run_id desc
             limit ?
            """;

    private static final String OF_DAG = COLUMNS + """
             where r.run_id < ? and r.dag_id = ?
             order by r.run_id desc
             limit ?
            """;

    private static final String IN_STATE = COLUMNS + """
             where r.run_id < ? and r.state = ?
             order by r.run_id desc
             limit ?
            """;

    private static final String OF_DAG_IN_STATE = COLUMNS + """
             where r.run_id < ? and r.dag_id = ? and r.state = ?
             order by r.run_id desc
             limit ?
            """;

    private static final String THESE = Together.each(COLUMNS + " where r.run_id = asked.key::int8");

    private static final String DETAIL = """
            select r.run_id, r.dag_id, v.number, r.type, r.state, r.logical_date, r.queued_at, r.started_at, r.ended_at,
                   r.failure ->> 'message' as failure, coalesce(r.fires_at, r.queued_at) as fires_at, r.interval_start, r.interval_end,
                   r.params, coalesce(r.trigger, '{}') as trigger,
                   (select coalesce(max(h.seq), 0) from run_history h where h.run_id = r.run_id) as seq
              from dag_run r
              join dag_version v on v.version_id = r.version_id
             where r.run_id = ?
            """;

    /// A commit's events share a sequence number; a page goes on within a commit, whose events may be many.
    private static final String HISTORY = """
            with page as (
                select seq, at, events
                  from run_history
                 where run_id = ? and seq >= ?
                 order by seq
                 limit ?)
            select p.seq, e.place, coalesce((e.event ->> 'at')::timestamptz, p.at) as at,
                   coalesce(e.event ->> 'task', '') as task, coalesce((e.event ->> 'index')::int, -1) as map_index,
                   coalesce((e.event ->> 'attempt')::int, 0) as attempt, coalesce(e.event ->> 'from', '') as from_state,
                   coalesce(e.event ->> 'to', '') as to_state, coalesce(e.event ->> 'note', '') as note
              from page p
             cross join lateral json_array_elements(p.events) with ordinality as e(event, place)
             where (p.seq, e.place) > (?, ?)
             order by p.seq, e.place
             limit ?
            """;

    private static final String ACTIVE = """
            select count(*) filter (where state = 'running') as running,
                   count(*) filter (where state = 'queued') as queued
              from dag_run
             where state in ('queued', 'running')
            """;

    /// Whether nobody works on them any more is for the leases to say.
    private static final String UNFINISHED_FOREGROUND = """
            select r.run_id, r.shard, r.params
              from dag_run r
             where r.dag_id = ? and r.version_id = ? and r.type = 'foreground' and r.state in ('queued', 'running')
             order by r.run_id desc
            """;

    private final Reader reader;
    private final TaskQueries tasks;
    private final Together<Long, RunSummary> summaries = new Together<>(this::these);

    public RunQueries(DataSource source, TaskQueries tasks) {
        this.reader = new Reader(source);
        this.tasks = tasks;
    }

    /// The newest first.
    ///
    /// @throws DownbeatException BAD_INPUT for a word that is no state
    public Page<RunSummary> list(RunQuery query) {
        Cursor.checkLimit(query.limit());
        query.state().ifPresent(RunQueries::checkState);
        long before =
                Cursor.read("runs", query.cursor(), 1).map(c -> c.number(0)).orElse(Long.MAX_VALUE);
        int rows = query.limit() + 1;
        List<RunSummary> found = query.dag()
                .map(dag -> query.state()
                        .map(state -> summaries(OF_DAG_IN_STATE, before, dag, state, rows))
                        .orElseGet(() -> summaries(OF_DAG, before, dag, rows)))
                .orElseGet(() -> query.state()
                        .map(state -> summaries(IN_STATE, before, state, rows))
                        .orElseGet(() -> summaries(OF_ALL, before, rows)));
        return Cursor.page("runs", found, query.limit(), run -> List.of(Long.toString(run.id())), run -> run);
    }

    /// @throws DownbeatException NOT_FOUND
    public RunSummary summary(long run) {
        return summaries.find(run).orElseThrow(() -> unknown(run));
    }

    /// @throws DownbeatException NOT_FOUND
    public RunDetail detail(long run) {
        record Head(
                RunSummary summary,
                Instant firesAt,
                Instant start,
                Instant end,
                Map<String, @Nullable Object> params,
                Map<String, @Nullable Object> trigger,
                long seq) {}
        Head head = reader.first(
                        DETAIL,
                        row -> new Head(
                                RunRows.summary(row, "number"),
                                Reader.moment(row, "fires_at"),
                                Reader.moment(row, "interval_start"),
                                Reader.moment(row, "interval_end"),
                                DagQueries.json(row.getString("params")),
                                DagQueries.json(row.getString("trigger")),
                                row.getLong("seq")),
                        run)
                .orElseThrow(() -> unknown(run));
        var first = new TaskQuery(Optional.empty(), Optional.empty(), Optional.empty(), RunDetail.MAX_TASKS);
        return new RunDetail(
                head.summary(),
                head.firesAt(),
                head.start(),
                head.end(),
                head.params(),
                head.trigger(),
                head.seq(),
                tasks.counts(run),
                tasks.list(run, first).items());
    }

    /// The oldest first.
    ///
    /// @throws DownbeatException NOT_FOUND
    public Page<HistoryEvent> history(long run, Optional<String> cursor, int limit) {
        Cursor.checkLimit(limit);
        var from = Cursor.read("history", cursor, 2);
        long seq = from.map(c -> c.number(0)).orElse(0L);
        long place = from.map(c -> c.number(1)).orElse(0L);
        record Placed(long place, HistoryEvent event) {}
        List<Placed> rows = reader.list(
                HISTORY,
                row -> new Placed(row.getLong("place"), RunRows.event(row)),
                run,
                seq,
                limit + 1,
                seq,
                place,
                limit + 1);
        if (rows.isEmpty()) {
            summary(run);
        }
        return Cursor.page(
                "history",
                rows,
                limit,
                row -> List.of(Long.toString(row.event().seq()), Long.toString(row.place())),
                Placed::event);
    }

    /// Foreground runs of a DAG version that have not ended, the newest first.
    public List<Unfinished> unfinishedForeground(DagId dag, VersionId version) {
        return reader.list(
                UNFINISHED_FOREGROUND,
                row -> new Unfinished(
                        new RunId(row.getLong("run_id")),
                        new Shard(row.getInt("shard")),
                        DagQueries.json(row.getString("params"))),
                dag.value(),
                version.value());
    }

    /// A run that was begun and not ended.
    public record Unfinished(RunId run, Shard shard, Map<String, @Nullable Object> params) {}

    /// How many runs are in `running` and in `queued`.
    public Active active() {
        return reader.list(ACTIVE, row -> new Active(row.getInt("running"), row.getInt("queued")))
                .getFirst();
    }

    /// Unfinished runs.
    public record Active(int running, int queued) {}

    static DownbeatException unknown(long run) {
        return new DownbeatException(ErrorCode.NOT_FOUND, "there is no run %d".formatted(run));
    }

    private Map<Long, RunSummary> these(Set<Long> runs) {
        List<String> keys = runs.stream().map(run -> Long.toString(run)).toList();
        return summaries(THESE, keys).stream().collect(Collectors.toMap(RunSummary::id, run -> run));
    }

    private List<RunSummary> summaries(String sql, Object... parameters) {
        return reader.list(sql, row -> RunRows.summary(row, "number"), parameters);
    }

    private static void checkState(String word) {
        List<String> words =
                Arrays.stream(DagRunState.values()).map(DagRunState::word).toList();
        if (!words.contains(word)) {
            throw UnknownNameException.of(
                    ErrorCode.BAD_INPUT, "'%s' is not a state of a DAG run".formatted(word), word, words);
        }
    }
}
