package dev.downbeat.store;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.store.machine.Trouble;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Statements with parameters bound in order: instants become `timestamptz`, collections (of numbers)
/// `bigint[]`; for `text[]` see [#texts].
public final class Sql {
    private Sql() {}

    /// Turns a row into a value.
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// What is done on a connection.
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /// Borrows a connection in autocommit mode.
    ///
    /// @param what what it is for, as it stands in an error: `cannot read the runs`
    /// @throws DownbeatException see [Trouble#sql]
    public static <T> T with(Database database, String what, Work<T> work) {
        try (Connection connection = database.pool().getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw Trouble.sql(what, e);
        }
    }

    /// Work that is of no use when it takes longer than this: after a line to the database has gone silent, nothing
    /// else ends the wait.
    public static <T> Work<T> within(Duration patience, Work<T> work) {
        return connection -> {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
            return work.on(connection); // the pool sets the timeout back
        };
    }

    /// All or nothing.
    ///
    /// @throws DownbeatException see [Trouble#sql]
    public static <T> T inTransaction(Database database, String what, Work<T> work) {
        return with(database, what, connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    /// The pool sets the connection back to autocommit.
    private static void rollBack(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /// Takes a row in.
    public interface Sink {
        void take(ResultSet row) throws SQLException;
    }

    public static void each(Connection connection, Sink sink, String sql, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                sink.take(result);
            }
        }
    }

    public static <T> List<T> list(Connection connection, Row<T> row, String sql, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        }
    }

    public static <T> Optional<T> first(Connection connection, Row<T> row, String sql, @Nullable Object... parameters)
            throws SQLException {
        return list(connection, row, sql, parameters).stream().findFirst();
    }

    /// @return the number of rows touched
    public static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement bound(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case Instant moment -> statement.setObject(i + 1, moment.atOffset(ZoneOffset.UTC));
                case Collection<?> numbers -> statement.setArray(i + 1, numbers(connection, numbers));
                case Array array -> statement.setArray(i + 1, array);
                case null, default -> statement.setObject(i + 1, parameters[i]);
            }
        }
        return statement;
    }

    private static Array numbers(Connection connection, Collection<?> numbers) throws SQLException {
        return connection.createArrayOf(
                "int8",
                numbers.stream().map(number -> ((Number) number).longValue()).toArray());
    }

    /// A parameter of type `text[]`.
    public static Array texts(Connection connection, Collection<? extends @Nullable String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    /// Of a column that may be null.
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /// Of a column that is never null.
    public static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
