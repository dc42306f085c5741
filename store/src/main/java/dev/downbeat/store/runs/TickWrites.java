package dev.downbeat.store.runs;

import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.DagId;
import dev.downbeat.model.RunId;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What becomes of ticks. Each method is one transaction: that the tick has come, and what follows from it, are
/// there together or not at all, and whoever comes second changes nothing.
///
/// All methods throw [dev.downbeat.model.DownbeatException] DATABASE when the database is out of reach.
public final class TickWrites {
    /// Its lock makes schedulers that answer ticks of the same DAG take turns.
    private static final String COME = """
            update dag
               set last_interval_end = ?
             where dag_id = ? and last_interval_end is not distinct from ?
               and (last_interval_end is null or last_interval_end < ?)
            """;
    private static final String TAKE_WAITING = "delete from waiting_tick where dag_id = ? and interval_end = ?";
    private static final String FORGET_WAITING = "delete from waiting_tick where dag_id = ?";
    private static final String WAIT = """
            insert into waiting_tick (dag_id, interval_end, interval_start, logical_date, fires_at)
            values (?, ?, ?, ?, ?)
            """;
    private static final String CANCEL_UNFINISHED = """
            insert into run_command (run_id, kind, payload, asked_by)
            select d.run_id, 'cancel', '{}', 'the schedule'
              from dag_run as d
             where d.dag_id = ? and d.type = 'scheduled' and d.state in ('queued', 'running')
               and not exists (select from run_command as c where c.run_id = d.run_id and c.kind = 'cancel')
            returning run_id
            """;

    private static final String FILLED = """
            select
              from dag_run
             where dag_id = ? and logical_date = ? and type = 'backfill' and state <> 'failed'
             limit 1
            """;

    private final Database database;

    public TickWrites(Database database) {
        this.database = database;
    }

    /// A tick that has come.
    ///
    /// @param before the last tick that had come when this one was decided about; null: none
    public record Came(DagId dag, Tick tick, @Nullable Instant before) {}

    /// Its run is accepted.
    ///
    /// @param overOthers the runs of earlier ticks are asked to end, and none waits any longer
    /// @return empty when somebody was faster, or a backfill has run the interval
    public Optional<RunId> fire(Came came, RunCreated run, boolean overOthers) {
        return Sql.inTransaction(database, "cannot store the run of a tick of DAG '%s'".formatted(came.dag()), on -> {
            if (!takes(on, came)) {
                return Optional.<RunId>empty();
            }
            if (overOthers) {
                cancelUnfinished(on, came.dag());
                Sql.update(on, FORGET_WAITING, came.dag().value());
            }
            return filled(on, came)
                    ? Optional.<RunId>empty()
                    : Optional.of(RunRequests.insert(on, run, came.tick().firesAt()));
        });
    }

    /// Its run starts when those before it have ended.
    ///
    /// @param overOthers the runs of earlier ticks are asked to end, and none waits any longer
    /// @return the runs that were asked to end
    public List<RunId> await(Came came, boolean overOthers) {
        return Sql.inTransaction(database, "cannot keep a tick of DAG '%s'".formatted(came.dag()), on -> {
            if (!comes(on, came)) {
                return List.<RunId>of();
            }
            List<RunId> cancelled = List.of();
            if (overOthers) {
                Sql.update(on, FORGET_WAITING, came.dag().value());
                cancelled = cancelUnfinished(on, came.dag());
            }
            var interval = came.tick().interval();
            Sql.update(
                    on,
                    WAIT,
                    came.dag().value(),
                    interval.end(),
                    interval.start(),
                    interval.logicalDate(),
                    came.tick().firesAt());
            return cancelled;
        });
    }

    /// It has no run.
    public void leaveOut(Came came) {
        Sql.with(database, "cannot leave out a tick of DAG '%s'".formatted(came.dag()), on -> comes(on, came));
    }

    /// It comes now, or it came before and has waited.
    private static boolean takes(Connection on, Came came) throws SQLException {
        return Sql.update(on, TAKE_WAITING, came.dag().value(), end(came)) == 1 || comes(on, came);
    }

    private static boolean comes(Connection on, Came came) throws SQLException {
        return Sql.update(on, COME, end(came), came.dag().value(), came.before(), end(came)) == 1;
    }

    private static boolean filled(Connection on, Came came) throws SQLException {
        Instant date = came.tick().interval().logicalDate();
        return Sql.first(on, row -> true, FILLED, came.dag().value(), date).isPresent();
    }

    private static List<RunId> cancelUnfinished(Connection on, DagId dag) throws SQLException {
        return Sql.list(on, row -> new RunId(row.getLong("run_id")), CANCEL_UNFINISHED, dag.value());
    }

    private static Instant end(Came came) {
        return came.tick().interval().end();
    }
}
