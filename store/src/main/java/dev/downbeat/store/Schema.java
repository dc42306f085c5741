package dev.downbeat.store;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.machine.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/// Brings the schema to the version that this program knows.
final class Schema {
    private static final int OLDEST_SERVER = 14;
    private static final String NO_SUCH_DATABASE = "3D000";
    /// duplicate_database; and unique_violation, when two make it in the same moment.
    private static final Set<String> THERE_ALREADY = Set.of("42P04", "23505");

    private Schema() {}

    /// Makes the database unless it is there.
    ///
    /// @param maintenance the database that every PostgreSQL has
    static void createDatabase(Address address, Address maintenance) {
        try (Connection _ = address.source().getConnection()) {
            return;
        } catch (SQLException e) {
            if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
                throw Trouble.sql("cannot connect to the embedded database", e);
            }
        }
        try (Connection connection = maintenance.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database downbeat");
        } catch (SQLException e) {
            if (!THERE_ALREADY.contains(String.valueOf(e.getSQLState()))) {
                throw Trouble.sql("cannot create the embedded database", e);
            } // another process that was started at the same time was first
        }
    }

    /// @throws DownbeatException DATABASE when the server is too old, the schema is newer than this
    ///         program, or a migration fails
    static void migrate(Address address) {
        checkServer(address);
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(address.source())
                    .locations("classpath:db/migration")
                    .load();
            checkNotNewer(flyway, address);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new DownbeatException(
                    ErrorCode.DATABASE,
                    "cannot bring the schema of %s up to date: %s".formatted(address.description(), e.getMessage()),
                    e);
        }
    }

    private static void checkServer(Address address) {
        try (Connection connection = address.source().getConnection()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_SERVER) {
                throw new DownbeatException(
                        ErrorCode.DATABASE,
                        "%s is PostgreSQL %d; Downbeat needs %d or later"
                                .formatted(address.description(), version, OLDEST_SERVER));
            }
        } catch (SQLException e) {
            throw Trouble.sql("cannot connect to PostgreSQL at " + address.description(), e);
        }
    }

    private static void checkNotNewer(Flyway flyway, Address address) {
        for (MigrationInfo applied : flyway.info().applied()) {
            if (applied.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new DownbeatException(
                        ErrorCode.DATABASE,
                        ("the schema of %s has version %s, which this program does not know: a newer Downbeat has used it;"
                                        + " run that one, or restore a backup from before")
                                .formatted(address.description(), applied.getVersion()));
            }
        }
    }
}
