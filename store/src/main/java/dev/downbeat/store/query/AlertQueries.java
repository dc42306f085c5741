package dev.downbeat.store.query;

import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.api.UnknownNameException;
import dev.downbeat.api.Views.Page;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.TaskSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Questions about alerts and missed deadlines.
public final class AlertQueries {
    public static final List<String> STATES = List.of("pending", "sent", "failed");

    private static final String COLUMNS = """
            select a.alert_id, a.run_id, r.dag_id, a.task_id, a.map_index, a.event, a.notifier, a.version_id, a.state,
                   a.tries, a.raised_at, a.due_at, a.ended_at, a.error,
                   case when a.task_id = ''
                        then v.spec #>> array['policy', 'alerts', 'notifiers', upper(a.event), a.notifier::text, 'type']
                   end as of_run
              from alert as a
              join dag_run as r on r.run_id = a.run_id
              join dag_version as v on v.version_id = a.version_id
            """;
    private static final String ORDER = """
             order by a.alert_id desc
             limit ?
            """;
    /// Each walks its own index.
    private static final String OF_ALL = COLUMNS + """
             where a.alert_id < ? and (? = '' or r.dag_id = ?)
            """ + ORDER;

    private static final String IN_STATE = COLUMNS + """
             where a.alert_id < ? and (? = '' or r.dag_id = ?) and a.state = ?
            """ + ORDER;
    private static final String OF_RUN = COLUMNS + """
             where a.alert_id < ? and a.run_id = ? and (? = '' or a.state = ?)
            """ + ORDER;
    private static final String ONE = COLUMNS + """
             where a.alert_id = ?
            """;
    private static final String MISSED = """
            select d.run_id, r.dag_id, d.task_id, d.map_index, d.due_at, d.missed_at
              from deadline as d
              join dag_run as r on r.run_id = d.run_id
             where d.missed_at is not null
               and (? = '' or r.dag_id = ?)
               and (? = 0 or d.run_id = ?)
             order by d.missed_at desc, d.run_id desc, d.task_id, d.map_index
             limit ?
            """;

    private final Reader reader;
    private final DagQueries dags;
    private final VersionShapes versions;

    public AlertQueries(DataSource source) {
        this.reader = new Reader(source);
        this.dags = new DagQueries(source);
        this.versions = new VersionShapes(reader);
    }

    /// The newest first.
    ///
    /// @throws DownbeatException NOT_FOUND when there is no such DAG, BAD_INPUT for a word that is no state
    public Page<AlertView> list(AlertQuery query) {
        Cursor.checkLimit(query.limit());
        query.dag().ifPresent(dags::check);
        query.state().ifPresent(AlertQueries::checkState);
        long before =
                Cursor.read("alerts", query.cursor(), 1).map(c -> c.number(0)).orElse(Long.MAX_VALUE);
        List<AlertView> found = found(query, before, query.limit() + 1);
        return Cursor.page("alerts", found, query.limit(), alert -> List.of(Long.toString(alert.id())), alert -> alert);
    }

    private List<AlertView> found(AlertQuery query, long before, int rows) {
        String dag = query.dag().orElse("");
        String state = query.state().orElse("");
        if (query.run().isPresent()) {
            return reader.list(OF_RUN, this::view, before, query.run().get(), state, state, rows).stream()
                    .filter(alert -> dag.isEmpty() || alert.dag().equals(dag))
                    .toList();
        }
        return state.isEmpty()
                ? reader.list(OF_ALL, this::view, before, dag, dag, rows)
                : reader.list(IN_STATE, this::view, before, dag, dag, state, rows);
    }

    /// @throws DownbeatException NOT_FOUND
    public AlertView one(long id) {
        return reader.first(ONE, this::view, id)
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no alert " + id));
    }

    /// The latest miss first.
    ///
    /// @throws DownbeatException NOT_FOUND when there is no such DAG
    public List<MissedDeadline> missed(Optional<String> dag, Optional<Long> run, int limit) {
        Cursor.checkLimit(limit);
        dag.ifPresent(dags::check);
        String of = dag.orElse("");
        long in = run.orElse(0L);
        return reader.list(
                MISSED,
                row -> new MissedDeadline(
                        row.getLong("run_id"),
                        row.getString("dag_id"),
                        row.getString("task_id"),
                        row.getInt("map_index"),
                        Reader.moment(row, "due_at"),
                        Reader.moment(row, "missed_at")),
                of,
                of,
                in,
                in,
                limit);
    }

    private AlertView view(ResultSet row) throws SQLException {
        return new AlertView(
                row.getLong("alert_id"),
                row.getLong("run_id"),
                row.getString("dag_id"),
                row.getString("task_id"),
                row.getInt("map_index"),
                row.getString("event"),
                notifier(row),
                row.getString("state"),
                row.getInt("tries"),
                Reader.moment(row, "raised_at"),
                Reader.moment(row, "due_at"),
                Reader.instant(row, "ended_at"),
                row.getString("error"));
    }

    private String notifier(ResultSet row) throws SQLException {
        String task = row.getString("task_id");
        if (task.isEmpty()) {
            String ofRun = row.getString("of_run");
            return ofRun == null ? "" : ofRun;
        }
        AlertEvent event = AlertEvent.of(row.getString("event"));
        int place = row.getInt("notifier");
        return versions.tasks(row.getLong("version_id")).stream()
                .filter(spec -> spec.id().value().equals(task))
                .map(TaskSpec::about)
                .map(about -> about.alerts().on(event))
                .filter(calls -> place < calls.size())
                .map(calls -> calls.get(place))
                .map(OperatorCall::type)
                .findFirst()
                .orElse("");
    }

    private static void checkState(String word) {
        if (!STATES.contains(word)) {
            throw UnknownNameException.of(
                    ErrorCode.BAD_INPUT, "'%s' is not a state of an alert".formatted(word), word, STATES);
        }
    }
}
