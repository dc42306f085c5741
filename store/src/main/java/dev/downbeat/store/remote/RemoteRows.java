package dev.downbeat.store.remote;

import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteAttempts.Standing;
import dev.downbeat.engine.port.RemoteAttempts.State;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.store.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Rows of `remote_attempt` as values, and their keys as parameters.
final class RemoteRows {
    /// Of a row `r`: the scheduler still waits for it.
    static final String CURRENT = """
            exists (select from task_instance as t
                     where t.run_id = r.run_id and t.task_id = r.task_id and t.map_index = r.map_index
                       and t.attempt = r.attempt and t.state in ('queued', 'running', 'restarting', 'deferred'))""";

    /// What [#standing] reads.
    static final String COLUMNS =
            "r.run_id, r.task_id, r.map_index, r.attempt, r.look, r.state, r.started_at, r.worker_id, r.token, r.ending";

    /// Keys given by five arrays, as a table `k`.
    static final String KEYS = """
            unnest(?::int8[], ?::text[], ?::int4[], ?::int4[], ?::int4[])
                   as k (run_id, task_id, map_index, attempt, look)""";

    /// Whether `r` is the row of `k`.
    static final String OF_KEY = """
            r.run_id = k.run_id and r.task_id = k.task_id and r.map_index = k.map_index and r.attempt = k.attempt""";

    private RemoteRows() {}

    static Place place(ResultSet row) throws SQLException {
        var key = new TaskKey(
                new RunId(row.getLong("run_id")),
                new TaskId(row.getString("task_id")),
                MapIndex.of(row.getInt("map_index")));
        return new Place(new AttemptId(key, row.getInt("attempt")), row.getInt("look"));
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("started_at") != null,
                row.getLong("worker_id"),
                row.getString("token"),
                row.getString("ending"));
    }

    static Map<Place, Standing> standings(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        var found = new LinkedHashMap<Place, Standing>();
        Sql.each(connection, row -> found.put(place(row), standing(row)), sql, parameters);
        return found;
    }

    /// The parameters of [#KEYS].
    static List<@Nullable Object> keys(Connection connection, Collection<Place> places) throws SQLException {
        return List.of(
                array(
                        connection,
                        "int8",
                        places,
                        place -> place.attempt().key().run().value()),
                array(
                        connection,
                        "text",
                        places,
                        place -> place.attempt().key().task().value()),
                array(
                        connection,
                        "int4",
                        places,
                        place -> place.attempt().key().index().value()),
                array(connection, "int4", places, place -> place.attempt().number()),
                array(connection, "int4", places, Place::look));
    }

    static <T> Array array(Connection connection, String type, Collection<T> of, Function<T, Object> value)
            throws SQLException {
        return connection.createArrayOf(
                type,
                of.stream()
                        .map(each -> Objects.requireNonNull(value.apply(each)))
                        .toArray());
    }
}
