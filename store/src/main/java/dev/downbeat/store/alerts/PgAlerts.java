package dev.downbeat.store.alerts;

import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Alerts that are to be sent. Several processes may claim from one outbox: none gets what another one holds.
///
/// All methods throw [dev.downbeat.model.DownbeatException] DATABASE when the database is out of reach.
public final class PgAlerts {
    /// What instances of a mapped task have in common is sent early once nothing more can come.
    private static final String CLAIM = """
            with due as (
                select a.alert_id
                  from alert as a
                 where a.state = 'pending'
                   and (?::bigint is null or a.run_id = ?)
                   and (a.due_at <= ?
                        or (a.collecting
                            and exists (select from dag_run as d where d.run_id = a.run_id and d.ended_at is not null)))
                 order by a.due_at
                 limit ?
                   for update of a skip locked)
            update alert as a
               set due_at = ?, tries = a.tries + 1, collecting = false
              from due
             where a.alert_id = due.alert_id
            returning a.alert_id, a.run_id, a.task_id, a.map_index, a.occasion, a.event, a.notifier, a.version_id,
                      a.attempt, a.try_number, a.tries, a.raised_at, a.failure
            """;
    /// A claim that has run out since is not this sender's any more.
    private static final String SENT = """
            update alert
               set state = 'sent', ended_at = ?, error = ''
             where alert_id = ? and tries = ? and state = 'pending'
            """;
    private static final String AGAIN = """
            update alert
               set due_at = ?, error = ?
             where alert_id = ? and tries = ? and state = 'pending'
            """;
    private static final String GIVEN_UP = """
            update alert
               set state = 'failed', ended_at = ?, error = ?
             where alert_id = ? and tries = ? and state = 'pending'
            """;
    private static final String RETRY = """
            update alert
               set state = 'pending', ended_at = null, due_at = ?, tries = 0
             where alert_id = ? and state = 'failed'
            """;
    private static final String PENDING = """
            select count(*) as pending
              from alert
             where run_id = ? and state = 'pending'
            """;

    private final Database database;

    public PgAlerts(Database database) {
        this.database = database;
    }

    /// An alert that this process is to send.
    ///
    /// @param tries   this one included
    public record Claimed(
            long id,
            AlertKey key,
            VersionId version,
            Attempt attempt,
            int tries,
            Instant raisedAt,
            @Nullable Failure failure) {}

    /// Of the task instance, when the alert was raised; 0 for a run, and where none has begun.
    ///
    /// @param tryNumber as the task's author counts
    public record Attempt(int number, int tryNumber) {}

    /// Takes alerts that are due, the longest due first.
    ///
    /// @param only  of this run; null for those of all runs
    /// @param lease after which they are due again, unless they are marked
    public List<Claimed> claim(@Nullable RunId only, Instant now, Duration lease, int limit) {
        Long run = only == null ? null : only.value();
        return Sql.with(
                database,
                "cannot claim alerts",
                on -> Sql.list(on, PgAlerts::claimed, CLAIM, run, run, now, limit, now.plus(lease)));
    }

    public void sent(Claimed alert, Instant now) {
        update("cannot mark an alert", SENT, now, alert.id(), alert.tries());
    }

    /// It could not be sent, and is tried again.
    public void again(Claimed alert, String error, Instant due) {
        update("cannot put an alert off", AGAIN, due, StoredText.of(error), alert.id(), alert.tries());
    }

    /// It could not be sent, and is not tried again unless a person asks for it.
    public void givenUp(Claimed alert, String error, Instant now) {
        update("cannot give an alert up", GIVEN_UP, now, StoredText.of(error), alert.id(), alert.tries());
    }

    /// Sends an alert that was given up once more.
    ///
    /// @return false when it was not given up
    public boolean retry(long alert, Instant now) {
        return update("cannot retry an alert", RETRY, now, alert) == 1;
    }

    /// How many alerts of a run have yet to be sent.
    public int pending(RunId run) {
        return Sql.with(
                database,
                "cannot count the alerts of run " + run,
                on -> Sql.first(on, row -> row.getInt("pending"), PENDING, run.value())
                        .orElse(0));
    }

    private int update(String what, String sql, @Nullable Object... parameters) {
        return Sql.with(database, what, on -> Sql.update(on, sql, parameters));
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        String task = row.getString("task_id");
        String failure = row.getString("failure");
        var key = new AlertKey(
                new RunId(row.getLong("run_id")),
                task.isEmpty() ? null : new TaskId(task),
                MapIndex.of(row.getInt("map_index")),
                row.getLong("occasion"),
                AlertEvent.of(row.getString("event")),
                row.getInt("notifier"));
        return new Claimed(
                row.getLong("alert_id"),
                key,
                new VersionId(row.getLong("version_id")),
                new Attempt(row.getInt("attempt"), row.getInt("try_number")),
                row.getInt("tries"),
                Sql.moment(row, "raised_at"),
                Optional.ofNullable(failure)
                        .map(json -> Json.read(json, Failure.class))
                        .orElse(null));
    }
}
