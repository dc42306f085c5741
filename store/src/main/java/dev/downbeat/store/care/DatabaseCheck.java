package dev.downbeat.store.care;

import dev.downbeat.store.Database;
import dev.downbeat.store.Migrations;
import dev.downbeat.store.SchemaReport;
import dev.downbeat.store.Sql;
import dev.downbeat.store.machine.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Looks at a database from all sides. It changes nothing, and an engine may work meanwhile.
public final class DatabaseCheck {
    /// Counting orphans reads whole tables.
    private static final String PATIENCE = "set statement_timeout = '10min'";

    private final Database database;
    private final InstantSource clock;

    public DatabaseCheck(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// All findings, the good ones too, in a fixed order.
    ///
    /// @throws dev.downbeat.model.DownbeatException DATABASE when it does not answer
    public List<Finding> run() {
        SchemaReport schema = database.schema();
        try (Connection connection = database.connect()) {
            Sql.update(connection, PATIENCE);
            connection.setNetworkTimeout(Runnable::run, 0);
            var findings = new ArrayList<Finding>();
            var server = new ServerChecks(connection, clock);
            findings.add(server.version(database.description()));
            findings.add(server.durability());
            findings.add(server.clock());
            findings.add(server.connections());
            findings.add(server.transactions());
            findings.add(schema(schema));
            if (schema.usable() && schema.applied() > 0 && schema.pending().isEmpty()) {
                findings.addAll(tables(connection));
            }
            return List.copyOf(findings);
        } catch (SQLException e) {
            throw Trouble.sql("cannot check the database", e);
        }
    }

    /// Those of the runs that are there.
    public Set<Long> runs(Collection<Long> among) {
        return Sql.with(
                database,
                "cannot look for runs",
                connection -> Set.copyOf(Sql.list(
                        connection,
                        row -> row.getLong("run_id"),
                        "select run_id from dag_run where run_id = any (?)",
                        among)));
    }

    private List<Finding> tables(Connection connection) throws SQLException {
        Set<String> indexes = Migrations.indexes(database.pool());
        var tables = new TableChecks(connection);
        var work = new WorkChecks(connection);
        return List.of(
                tables.indexes(indexes),
                tables.sizes(),
                tables.deadRows(),
                tables.orphans(),
                work.servers(),
                work.unownedRuns(),
                work.purges());
    }

    private static Finding schema(SchemaReport report) {
        String text = "version " + report.applied();
        if (!report.usable()) {
            return Finding.bad(
                    "schema",
                    "%s, newer than this program (%d) and not made for it".formatted(text, report.known()),
                    "Use the Downbeat that made it.");
        }
        if (!report.newer().isEmpty()) {
            return Finding.warning(
                    "schema",
                    "%s, newer than this program (%d), which may use it".formatted(text, report.known()),
                    "Upgrade this program, too.");
        }
        if (!report.pending().isEmpty()) {
            return Finding.warning(
                    "schema",
                    "%s, this program wants %d".formatted(text, report.known()),
                    "`downbeat db migrate` or the next start brings it up to date.");
        }
        return Finding.good("schema", text);
    }
}
