package dev.downbeat.store.query;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.sdk.operator.OtherRuns.OtherRun;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What tasks may know of runs of other DAGs.
public final class OtherRunQueries {
    private static final String NEWEST = """
            select run_id, state, logical_date
              from dag_run
             where dag_id = ?
             order by run_id desc
             limit 1
            """;

    private static final String NEWEST_AT = """
            select run_id, state, logical_date
              from dag_run
             where dag_id = ? and logical_date = ?
             order by run_id desc
             limit 1
            """;

    private static final String BY_ID = """
            select run_id, state, logical_date
              from dag_run
             where run_id = ?
            """;

    private static final String KEY = """
            select idempotency_key
              from dag_run
             where run_id = ? and idempotency_key is not null
            """;

    private final Reader reader;
    private final DagQueries dags;
    private final TaskQueries tasks;

    private record Row(long id, String state, Instant date) {}

    public OtherRunQueries(DataSource source) {
        reader = new Reader(source);
        dags = new DagQueries(source);
        tasks = new TaskQueries(source);
    }

    /// @throws DownbeatException NOT_FOUND with the nearest name when there is no such DAG or task
    public Optional<OtherRun> newest(String dag, @Nullable Instant date, @Nullable String task) {
        Optional<Row> found = date == null
                ? reader.first(NEWEST, OtherRunQueries::row, dag)
                : reader.first(NEWEST_AT, OtherRunQueries::row, dag, date);
        if (found.isEmpty()) {
            dags.check(dag); // one that does not exist will never have a run
            return Optional.empty();
        }
        return found.map(row -> new OtherRun(
                row.id(), row.state(), row.date(), task == null ? Map.of() : tasks.counts(row.id(), task)));
    }

    /// A run without the states of tasks.
    public Optional<OtherRun> run(long id) {
        return reader.first(BY_ID, OtherRunQueries::row, id)
                .map(row -> new OtherRun(row.id(), row.state(), row.date(), Map.of()));
    }

    /// The key under which a run was asked for; empty when it was asked for without one, or is not there.
    public Optional<String> idempotencyKey(long run) {
        return reader.first(KEY, row -> row.getString("idempotency_key"), run);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong("run_id"), row.getString("state"), Reader.moment(row, "logical_date"));
    }
}
