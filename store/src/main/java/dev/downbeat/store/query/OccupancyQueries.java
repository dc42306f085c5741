package dev.downbeat.store.query;

import dev.downbeat.model.RunId;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// What the unfinished runs hold of the limits, and what is ready to take more of them.
public final class OccupancyQueries {
    private static final String OCCUPIED = """
            select d.dag_id, d.version_id, d.run_id, d.shard, t.task_id, t.state, count(*) as instances
              from dag_run as d
              join task_instance as t on t.run_id = d.run_id
             where d.state in ('queued', 'running')
               and t.state in ('scheduled', 'queued', 'running', 'restarting', 'deferred')
             group by d.dag_id, d.version_id, d.run_id, d.shard, t.task_id, t.state
            """;

    private final Reader reader;
    private final VersionShapes shapes;

    public OccupancyQueries(DataSource source) {
        this.reader = new Reader(source);
        this.shapes = new VersionShapes(reader);
    }

    /// Instances of one task in one run that are in the same state.
    public record Occupied(String dag, RunId run, Shard shard, TaskSpec task, TaskState state, int instances) {
        public int slots() {
            return Math.multiplyExact(task.placement().poolSlots(), instances);
        }

        public boolean of(String pool) {
            return task.placement().pool().equals(pool);
        }
    }

    public List<Occupied> all() {
        record Row(
                String dag, VersionId version, RunId run, Shard shard, TaskId task, TaskState state, int instances) {}
        List<Row> rows = reader.list(
                OCCUPIED,
                row -> new Row(
                        row.getString("dag_id"),
                        new VersionId(row.getLong("version_id")),
                        new RunId(row.getLong("run_id")),
                        new Shard(row.getInt("shard")),
                        new TaskId(row.getString("task_id")),
                        TaskState.of(row.getString("state")),
                        row.getInt("instances")));
        Map<VersionId, Map<TaskId, TaskSpec>> specs =
                rows.stream().map(Row::version).distinct().collect(Collectors.toMap(Function.identity(), this::specs));
        return rows.stream()
                .map(row -> new Occupied(
                        row.dag(),
                        row.run(),
                        row.shard(),
                        Objects.requireNonNull(
                                Objects.requireNonNull(specs.get(row.version())).get(row.task())),
                        row.state(),
                        row.instances()))
                .toList();
    }

    private Map<TaskId, TaskSpec> specs(VersionId version) {
        return shapes.tasks(version.value()).stream().collect(Collectors.toMap(TaskSpec::id, Function.identity()));
    }
}
