package dev.downbeat.store;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.machine.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the schema to the version that this program knows. Several programs may try at once: Flyway lets
/// one of them through at a time, and the others find nothing left to do.
final class Schema {
    private static final int OLDEST_SERVER = 14;
    private static final String NO_SUCH_DATABASE = "3D000";
    /// duplicate_database; and unique_violation, when two make it in the same moment.
    private static final Set<String> THERE_ALREADY = Set.of("42P04", "23505");

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String OTHERS = """
            select s.owner
              from scheduler as s
             where not s.fenced and s.lease_until > clock_timestamp()
             order by s.epoch
            """;

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

    /// @throws DownbeatException DATABASE when the server is too old, the schema is newer than this program
    ///         and does not say that it may be used, other servers have to stop first, or a migration fails
    static void migrate(Address address) {
        checkServer(address);
        Flyway flyway = Migrations.flyway(address.source()).load();
        work(address, "bring the schema of %s up to date", () -> {
            SchemaReport report = Migrations.report(flyway, address.source());
            checkUsable(report, address);
            if (!report.pending().isEmpty()) {
                checkAlone(report, flyway, address);
                flyway.migrate();
            }
        });
    }

    /// How it stands; changes nothing.
    ///
    /// @throws DownbeatException DATABASE
    static SchemaReport report(Address address) {
        checkServer(address);
        var found = new SchemaReport[1];
        work(
                address,
                "read the schema of %s",
                () -> found[0] =
                        Migrations.report(Migrations.flyway(address.source()).load(), address.source()));
        return found[0];
    }

    /// Brings an empty schema (in PostgreSQL's sense) to a version that may be older than what this program
    /// knows.
    static void build(Address address, String schema, int version) {
        work(
                address,
                "build the schema in %s",
                () -> Migrations.flyway(address.source())
                        .schemas(schema)
                        .defaultSchema(schema)
                        .target(Integer.toString(version))
                        .load()
                        .migrate());
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void work(Address address, String what, Work work) {
        String doing = "cannot " + what.formatted(address.description());
        try {
            work.run();
        } catch (FlywayException e) {
            throw new DownbeatException(ErrorCode.DATABASE, doing + ": " + e.getMessage() + hint(e), e);
        } catch (SQLException e) {
            throw Trouble.sql(doing, e);
        }
    }

    private static String hint(FlywayException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                return "; something holds a table for long (a backup?): try again when it has ended";
            }
        }
        return "";
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

    private static void checkUsable(SchemaReport report, Address address) {
        if (!report.usable()) {
            throw new DownbeatException(
                    ErrorCode.DATABASE,
                    ("the schema of %s has version %s, which this program does not know: a newer Downbeat has used it;"
                                    + " run that one, or restore a backup from before")
                            .formatted(
                                    address.description(),
                                    report.newer().stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
    }

    /// Others that live are looked for first, and what is pending after that: whoever lives and is of our
    /// own version had migrated before.
    private static void checkAlone(SchemaReport before, Flyway flyway, Address address) throws SQLException {
        if (before.applied() == 0 || before.rolling()) {
            return;
        }
        List<String> others = others(address);
        if (!others.isEmpty() && !Migrations.report(flyway, address.source()).rolling()) {
            throw new DownbeatException(
                    ErrorCode.DATABASE,
                    ("the schema of %s has version %d and is to become %d, which the program that works on it now (%s)"
                                    + " cannot use: stop it first")
                            .formatted(
                                    address.description(),
                                    before.applied(),
                                    before.known(),
                                    String.join(", ", others)));
        }
    }

    private static List<String> others(Address address) throws SQLException {
        try (Connection connection = address.source().getConnection()) {
            return Sql.list(connection, row -> row.getString("owner"), OTHERS);
        }
    }
}
