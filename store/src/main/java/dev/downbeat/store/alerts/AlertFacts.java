package dev.downbeat.store.alerts;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an alert says beside its own row, as it stands when it is sent.
public final class AlertFacts {
    private static final String RUN = """
            select d.run_id, d.dag_id, d.version_id, d.shard, d.type, d.state, d.logical_date, d.interval_start,
                   d.interval_end, d.params, coalesce(d.fires_at, d.queued_at) as fires_at
              from dag_run as d
             where d.run_id = ?
            """;
    private static final String TASK = """
            select t.state, n.name
              from task_instance as t
              left join map_item_name as n on n.run_id = t.run_id and n.task_id = t.task_id and n.map_index = t.map_index
             where t.run_id = ? and t.task_id = ? and t.map_index = ?
            """;
    private static final String ITEMS = """
            select t.state, count(*) as instances
              from task_instance as t
             where t.run_id = ? and t.task_id = ? and t.map_index >= 0
             group by t.state
            """;
    private static final String SIZE = """
            select m.size
              from task_map as m
             where m.run_id = ? and m.task_id = ?
            """;
    private static final String FIRST_FAILED = """
            select t.task_id, t.map_index, t.attempt
              from task_instance as t
             where t.run_id = ? and t.state = 'failed' and t.attempt > 0
             order by t.ended_at, t.task_id, t.map_index
             limit 1
            """;
    private static final String MISSED = """
            select count(*) as missed
              from deadline as d
             where d.run_id = ? and d.task_id = ? and d.missed_at is not null
            """;
    private static final String DEADLINE = """
            select d.due_at
              from deadline as d
             where d.run_id = ? and d.task_id = ? and d.map_index = ?
            """;

    private final Database database;

    public AlertFacts(Database database) {
        this.database = database;
    }

    /// A run.
    ///
    /// @param firesAt when its schedule wanted it to start; for one that a person started, when that was
    public record Run(RunSpec spec, String state, Instant firesAt) {}

    /// A task instance.
    ///
    /// @param mapName what its item is called; null when it has no name
    public record Task(String state, @Nullable String mapName) {}

    /// The instances of a mapped task.
    ///
    /// @param size   how many there are
    /// @param states how many are in each state
    public record Items(int size, Map<String, Integer> states) {}

    public Optional<Run> run(RunId run) {
        return with(on -> Sql.first(on, AlertFacts::run, RUN, run.value()));
    }

    public Optional<Task> task(TaskKey key) {
        return with(on -> Sql.first(
                on,
                row -> new Task(row.getString("state"), row.getString("name")),
                TASK,
                key.run().value(),
                key.task().value(),
                key.index().value()));
    }

    public Items items(RunId run, TaskId task) {
        return with(on -> {
            var states = new TreeMap<String, Integer>();
            Sql.each(
                    on,
                    row -> states.put(row.getString("state"), row.getInt("instances")),
                    ITEMS,
                    run.value(),
                    task.value());
            int size = Sql.first(on, row -> row.getInt("size"), SIZE, run.value(), task.value())
                    .orElse(0);
            return new Items(size, states);
        });
    }

    /// The last attempt of the task instance that failed first.
    public Optional<AttemptId> firstFailed(RunId run) {
        return with(on -> Sql.first(
                on,
                row -> new AttemptId(
                        new TaskKey(run, new TaskId(row.getString("task_id")), MapIndex.of(row.getInt("map_index"))),
                        row.getInt("attempt")),
                FIRST_FAILED,
                run.value()));
    }

    /// By when a run (task null) or a task instance should have ended.
    public Optional<Instant> deadline(RunId run, @Nullable TaskId task, MapIndex index) {
        return with(on -> Sql.first(
                on,
                row -> Sql.moment(row, "due_at"),
                DEADLINE,
                run.value(),
                task == null ? "" : task.value(),
                index.value()));
    }

    /// How many instances of a task have missed their deadlines.
    public int missed(RunId run, TaskId task) {
        return with(on -> Sql.first(on, row -> row.getInt("missed"), MISSED, run.value(), task.value())
                .orElse(0));
    }

    private interface Question<T> {
        T ask(Connection on) throws SQLException;
    }

    private <T> T with(Question<T> question) {
        return Sql.with(database, "cannot read what an alert is about", question::ask);
    }

    @SuppressWarnings("unchecked") // params are written from a map with string keys
    private static Run run(ResultSet row) throws SQLException {
        var interval = new RunSpec.Interval(
                Sql.moment(row, "logical_date"), Sql.moment(row, "interval_start"), Sql.moment(row, "interval_end"));
        var spec = new RunSpec(
                new RunId(row.getLong("run_id")),
                new DagId(row.getString("dag_id")),
                new VersionId(row.getLong("version_id")),
                new Shard(row.getInt("shard")),
                RunType.of(row.getString("type")),
                interval,
                Json.read(row.getString("params"), Map.class));
        return new Run(spec, row.getString("state"), Sql.moment(row, "fires_at"));
    }
}
