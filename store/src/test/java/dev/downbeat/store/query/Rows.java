package dev.downbeat.store.query;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.json.SpecJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/// Puts rows into the tables as the engine would leave them.
final class Rows {
    private final DataSource source;

    Rows(DataSource source) {
        this.source = source;
    }

    void run(String... statements) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void clear() {
        run(
                "truncate dag, dag_version, import_error, dag_run, task_instance, task_attempt, task_map, map_item_name, xcom, run_history cascade");
    }

    /// A DAG in `/dags/<id>.yaml` with one version.
    ///
    /// @param tasks `load`, `train < load,clean`
    void dag(String id, int version, String... tasks) {
        dag(id, version, List.of(), tasks);
    }

    void dag(String id, int version, List<String> tags, String... tasks) {
        String spec = SpecJson.write(spec(id, tags, tasks)).replace("'", "''");
        run(
                "insert into dag (dag_id, file, version_id) values ('%s', '/dags/%s.yaml', %d)"
                        .formatted(id, id, version),
                """
                insert into dag_version (version_id, dag_id, number, hash, spec, source)
                values (%d, '%s', 1, 'h%d', '%s', 'id: %s')
                """.formatted(version, id, version, spec, id));
    }

    void dagRun(long run, String dag, int version, String state) {
        boolean ended = state.equals("success") || state.equals("failed");
        run("""
                insert into dag_run (run_id, dag_id, version_id, shard, type, state, logical_date, interval_start,
                                     interval_end, params, queued_at, ended_at, failure)
                values (%d, '%s', %d, 0, 'manual', '%s', '2026-01-01T00:00Z', '2026-01-01T00:00Z',
                        '2026-01-02T00:00Z', '{"b": 1, "a": null}', '2026-01-03T00:00Z', %s, %s)
                """.formatted(
                        run,
                        dag,
                        version,
                        state,
                        ended ? "'2026-01-03T00:01Z'" : "null",
                        state.equals("failed") ? "'{\"message\": \"it broke\"}'" : "null"));
    }

    void task(long run, String task, int index, String state, int attempt) {
        run("""
                insert into task_instance (run_id, task_id, map_index, state, attempt, try_number, lost, worker)
                values (%d, '%s', %d, '%s', %d, %d, 0, 'here')
                """.formatted(run, task, index, state, attempt, attempt));
    }

    private static DagSpec spec(String id, List<String> tags, String... tasks) {
        return new DagSpec(
                new DagId(id),
                new About("All about " + id, "# " + id, List.of("ada"), tags, new Origin("yaml", "/dags/x.yaml", "")),
                new Schedule.Manual(),
                Map.of(),
                RunPolicy.DEFAULT,
                List.of(),
                Arrays.stream(tasks).map(Rows::taskSpec).toList());
    }

    private static TaskSpec taskSpec(String text) {
        String[] parts = text.split(" < ", 2);
        List<Need> needs = parts.length == 1
                ? List.of()
                : Arrays.stream(parts[1].split(",", -1))
                        .map(name -> Need.of(new TaskId(name)))
                        .toList();
        return TaskSpec.of(new TaskId(parts[0]), new OperatorCall("noop", Map.of(), Set.of()))
                .withNeeds(needs);
    }
}
