package dev.downbeat.store.runs;

import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.DagId;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunType;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import dev.downbeat.store.WakeChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks for runs. Safe for use by several threads.
///
/// All methods throw [DownbeatException] DATABASE when the database is out of reach.
public final class RunRequests {
    private static final String FIND_BY_KEY = """
            select d.run_id
              from dag_run as d
             where d.dag_id = ? and d.idempotency_key = ?
            """;
    private static final String FIND_BY_TICK = """
            select d.run_id
              from dag_run as d
             where d.dag_id = ? and d.logical_date = ? and d.type = 'scheduled'
            """;
    private static final String INSERT = """
            insert into dag_run (run_id, dag_id, version_id, shard, type, state, logical_date, interval_start,
                                 interval_end, params, trigger, idempotency_key, queued_at, fires_at)
            values (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?::json, ?::json, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String NOTIFY = "select " + WakeChannel.NOTIFY;

    private final Database database;
    private final RunIds ids;

    public RunRequests(Database database) {
        this.database = database;
        this.ids = new RunIds(database, System::nanoTime);
    }

    /// A new run id; see [RunIds].
    public RunId nextId() {
        return ids.next();
    }

    /// The run that was asked for under this key.
    public Optional<RunId> findByIdempotencyKey(DagId dag, String key) {
        return Sql.with(database, "cannot look for a run", connection -> findByKey(connection, dag, key));
    }

    /// Stores a queued run for the scheduler of its shard to find; from a process that has no engine.
    ///
    /// @return its id, or that of the run that has the same idempotency key or tick already
    public RunId insert(RunCreated run) {
        return Sql.with(database, "cannot store the run", connection -> insert(connection, run, null));
    }

    /// The same as part of a transaction.
    ///
    /// @param firesAt when the schedule wanted it to start; null: somebody started it
    public static RunId insert(Connection connection, RunCreated run, @Nullable Instant firesAt) throws SQLException {
        var spec = run.spec();
        int rows = Sql.update(
                connection,
                INSERT,
                spec.id().value(),
                spec.dag().value(),
                spec.version().value(),
                spec.shard().value(),
                spec.type().word(),
                spec.interval().logicalDate(),
                spec.interval().start(),
                spec.interval().end(),
                StoredText.ofJson(Json.write(spec.params())),
                spec.cause().trigger().isEmpty()
                        ? null
                        : StoredText.ofJson(Json.write(spec.cause().trigger())),
                run.idempotencyKey() == null ? null : StoredText.of(run.idempotencyKey()),
                run.queuedAt(),
                firesAt);
        return rows == 1 ? spec.id() : existing(connection, run);
    }

    private static RunId existing(Connection connection, RunCreated run) throws SQLException {
        var spec = run.spec();
        Optional<RunId> found = run.idempotencyKey() == null
                ? Optional.empty()
                : findByKey(connection, spec.dag(), run.idempotencyKey());
        if (found.isEmpty() && spec.type() == RunType.SCHEDULED) {
            found = Sql.first(
                    connection,
                    row -> new RunId(row.getLong("run_id")),
                    FIND_BY_TICK,
                    spec.dag().value(),
                    spec.interval().logicalDate());
        }
        // Neither: the id itself is taken, by an earlier try to store this very run.
        return found.orElse(spec.id());
    }

    private static Optional<RunId> findByKey(Connection connection, DagId dag, String key) throws SQLException {
        return Sql.first(
                connection, row -> new RunId(row.getLong("run_id")), FIND_BY_KEY, dag.value(), StoredText.of(key));
    }

    /// Hints to all schedulers that there is something to look at. Nothing depends on its arrival.
    public void notifyWake() {
        Sql.with(database, "cannot wake the schedulers", connection -> Sql.first(connection, row -> true, NOTIFY));
    }
}
