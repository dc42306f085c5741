package dev.downbeat.store.journal;

import dev.downbeat.engine.port.RunLog;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import dev.downbeat.model.Wait;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.store.CommandJson;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.dags.StoredDag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads what [PgJournal] wrote. A shard's runs are written by its owner alone, who is the one that asks,
/// so the statements need no common snapshot.
public final class PgRunLog implements RunLog {
    private static final String RUNS = """
            select d.run_id, d.dag_id, d.version_id, d.shard, d.type, d.state, d.logical_date, d.interval_start,
                   d.interval_end, d.params, d.trigger, d.queued_at, d.started_at, d.ended_at, d.failure,
                   coalesce((select max(h.seq) from run_history as h where h.run_id = d.run_id), 0) as last_seq
              from dag_run as d
            """;
    private static final String UNFINISHED_RUNS = RUNS + """
             where d.state in ('queued', 'running')
               and d.shard = any (?)
               and d.run_id <> all (?)
             order by d.run_id
             limit ?
            """;
    private static final String ONE = RUNS + " where d.run_id = ?";
    private static final String BEFORE = """
            select d.run_id, d.dag_id, d.version_id, d.shard, d.type, d.state, d.logical_date, d.interval_start,
                   d.interval_end, d.params, d.trigger, d.queued_at, d.started_at, d.ended_at, d.failure, 0 as last_seq
              from dag_run as r
              join dag_version as v on v.version_id = r.version_id
              join dag_run as d on d.dag_id = r.dag_id
             where r.run_id = ?
               and (d.logical_date, d.run_id) < (r.logical_date, r.run_id)
               and d.queued_at <= r.queued_at
               and d.type <> 'foreground'
               and (d.type in ('scheduled', 'backfill') or not coalesce((v.spec -> 'schedule' ->> 'catchup')::boolean, false))
             order by d.logical_date desc, d.run_id desc
             limit 1
            """;
    private static final String TASKS = """
            select t.run_id, t.task_id, t.map_index, t.state, t.attempt, t.try_number, t.lost, t.queued_at, t.started_at,
                   t.ended_at, t.due_at, t.expires_at, t.failure, t.wait
              from task_instance as t
             where t.run_id = any (?)
            """;
    private static final String MAP_SIZES = """
            select m.run_id, m.task_id, m.size
              from task_map as m
             where m.run_id = any (?) and m.size >= 0
            """;
    private static final String CHOICES = """
            select c.run_id, c.task_id, c.map_index, c.chosen
              from branch_choice as c
             where c.run_id = any (?)
            """;
    private static final String COMMANDS = """
            select c.command_id, c.run_id, c.kind, c.payload, c.asked_by
              from run_command as c
              join dag_run as d using (run_id)
             where c.applied_at is null
               and d.shard = any (?)
             order by c.command_id
             limit ?
            """;
    private static final String VERSION = """
            select v.number, v.hash, v.spec, v.source, v.xmin::text as stamp
              from dag_version as v
             where v.version_id = ?
            """;

    private final ReadVersions versions = new ReadVersions();
    private final Database database;

    public PgRunLog(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredRun> unfinished(Set<Shard> shards, Set<RunId> known, int limit) {
        List<Integer> numbers = shards.stream().map(Shard::value).toList();
        List<Long> knownIds = known.stream().map(RunId::value).toList();
        return Sql.with(database, "cannot read the unfinished runs", connection -> {
            return whole(connection, Sql.list(connection, PgRunLog::found, UNFINISHED_RUNS, numbers, knownIds, limit));
        });
    }

    @Override
    public Optional<StoredRun> before(RunId run) {
        return one("cannot read the run before run " + run, BEFORE, run);
    }

    @Override
    public Optional<StoredRun> run(RunId run) {
        return one("cannot read run " + run, ONE, run);
    }

    private Optional<StoredRun> one(String failure, String sql, RunId run) {
        return Sql.with(
                database,
                failure,
                connection -> whole(connection, Sql.list(connection, PgRunLog::found, sql, run.value())).stream()
                        .findFirst());
    }

    private static List<StoredRun> whole(Connection connection, List<Found> found) throws SQLException {
        if (found.isEmpty()) {
            return List.of();
        }
        List<Long> ids = found.stream().map(run -> run.spec().id().value()).toList();
        var tasks = tasks(connection, ids);
        var sizes = mapSizes(connection, ids);
        var choices = choices(connection, ids);
        return found.stream()
                .map(run -> new StoredRun(
                        run.spec(),
                        run.row(),
                        tasks.getOrDefault(run.spec().id(), Map.of()),
                        sizes.getOrDefault(run.spec().id(), Map.of()),
                        choices.getOrDefault(run.spec().id(), Map.of()),
                        run.lastSeq()))
                .toList();
    }

    private record Found(RunSpec spec, RunRow row, long lastSeq) {}

    @SuppressWarnings("unchecked") // params are written from a map with string keys
    private static Found found(ResultSet row) throws SQLException {
        var interval = new RunSpec.Interval(
                Sql.moment(row, "logical_date"), Sql.moment(row, "interval_start"), Sql.moment(row, "interval_end"));
        var spec = new RunSpec(
                new RunId(row.getLong("run_id")),
                new DagId(row.getString("dag_id")),
                new VersionId(row.getLong("version_id")),
                new Shard(row.getInt("shard")),
                new RunSpec.Cause(RunType.of(row.getString("type")), trigger(row.getString("trigger"))),
                interval,
                Json.read(row.getString("params"), Map.class));
        var standing = new RunRow(
                DagRunState.of(row.getString("state")),
                Sql.moment(row, "queued_at"),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "ended_at"),
                failure(row.getString("failure")));
        return new Found(spec, standing, row.getLong("last_seq"));
    }

    @SuppressWarnings("unchecked") // written from a map with string keys
    private static Map<String, @Nullable Object> trigger(@Nullable String json) {
        return json == null ? Map.of() : Json.read(json, Map.class);
    }

    private static Map<RunId, Map<TaskKey, TaskInstance>> tasks(Connection connection, List<Long> runs)
            throws SQLException {
        var byRun = new HashMap<RunId, Map<TaskKey, TaskInstance>>();
        Sql.each(
                connection,
                row -> {
                    TaskKey key = key(row);
                    byRun.computeIfAbsent(key.run(), run -> new LinkedHashMap<>())
                            .put(key, task(row));
                },
                TASKS,
                runs);
        return byRun;
    }

    private static TaskKey key(ResultSet row) throws SQLException {
        return new TaskKey(
                new RunId(row.getLong("run_id")),
                new TaskId(row.getString("task_id")),
                MapIndex.of(row.getInt("map_index")));
    }

    private static TaskInstance task(ResultSet row) throws SQLException {
        return new TaskInstance(
                TaskState.of(row.getString("state")),
                row.getInt("attempt"),
                row.getInt("try_number"),
                row.getInt("lost"),
                new TaskInstance.Times(
                        Sql.instant(row, "queued_at"),
                        Sql.instant(row, "started_at"),
                        Sql.instant(row, "ended_at"),
                        Sql.instant(row, "due_at"),
                        Sql.instant(row, "expires_at")),
                failure(row.getString("failure")),
                wait(row.getString("wait")));
    }

    private static Map<RunId, Map<TaskId, Integer>> mapSizes(Connection connection, List<Long> runs)
            throws SQLException {
        var byRun = new HashMap<RunId, Map<TaskId, Integer>>();
        Sql.each(
                connection,
                row -> byRun.computeIfAbsent(new RunId(row.getLong("run_id")), run -> new HashMap<>())
                        .put(new TaskId(row.getString("task_id")), row.getInt("size")),
                MAP_SIZES,
                runs);
        return byRun;
    }

    private static Map<RunId, Map<TaskKey, Set<TaskId>>> choices(Connection connection, List<Long> runs)
            throws SQLException {
        var byRun = new HashMap<RunId, Map<TaskKey, Set<TaskId>>>();
        Sql.each(
                connection,
                row -> {
                    var key = new TaskKey(
                            new RunId(row.getLong("run_id")),
                            new TaskId(row.getString("task_id")),
                            MapIndex.of(row.getInt("map_index")));
                    var chosen = new TreeSet<TaskId>();
                    for (String id : (String[]) row.getArray("chosen").getArray()) {
                        chosen.add(new TaskId(id));
                    }
                    byRun.computeIfAbsent(key.run(), run -> new HashMap<>()).put(key, chosen);
                },
                CHOICES,
                runs);
        return byRun;
    }

    @Override
    public List<StoredCommand> commands(Set<Shard> shards, int limit) {
        List<Integer> numbers = shards.stream().map(Shard::value).toList();
        return Sql.with(
                database,
                "cannot read what people asked for",
                connection -> Sql.list(
                        connection,
                        row -> new StoredCommand(
                                row.getLong("command_id"),
                                new RunId(row.getLong("run_id")),
                                CommandJson.read(RunCommand.Kind.of(row.getString("kind")), row.getString("payload")),
                                row.getString("asked_by")),
                        COMMANDS,
                        numbers,
                        limit));
    }

    /// The newest version of a DAG, without a question to the store when it was read before.
    public DagVersion version(StoredDag.Newest newest) {
        return versions.find(newest).orElseGet(() -> version(newest.version()));
    }

    @Override
    public DagVersion version(VersionId version) {
        return Sql.with(
                        database,
                        "cannot read DAG version " + version,
                        connection -> Sql.first(connection, row -> read(version, row), VERSION, version.value()))
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no DAG version " + version));
    }

    private DagVersion read(VersionId version, ResultSet row) throws SQLException {
        var stored = new StoredDag.Newest(version, row.getString("stamp"));
        Optional<DagVersion> known = versions.find(stored);
        if (known.isPresent()) {
            return known.get();
        }
        String text = row.getString("spec");
        var found = new DagVersion(
                version, row.getInt("number"), row.getString("hash"), SpecJson.read(text), row.getString("source"));
        versions.keep(stored, found, text.length());
        return found;
    }

    private static @Nullable Wait wait(@Nullable String json) {
        return json == null ? null : Json.read(json, Wait.class);
    }

    private static @Nullable Failure failure(@Nullable String json) {
        return json == null ? null : Json.read(json, Failure.class);
    }
}
