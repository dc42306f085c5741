package dev.downbeat.store.care;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.care.Manifest.Table;
import dev.downbeat.store.machine.Trouble;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// The database as it was at one moment, whatever happens to it meanwhile. Nobody waits for it but a
/// migration.
public final class PgSnapshot implements AutoCloseable {
    /// Who works on the database at a moment is of no use at another one; and migrations are applied anew.
    static final List<String> LEFT_OUT = List.of(
            "scheduler", "shard", "pool_claim", "worker", "remote_attempt", "installation", "flyway_schema_history");

    private static final String COLUMNS = """
            select c.relname as name, a.attname as column
              from pg_class as c
              join pg_attribute as a on a.attrelid = c.oid
             where c.relnamespace = current_schema()::regnamespace
               and c.relkind = 'r'
               and c.relname <> all (?)
               and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by c.relname, a.attnum
            """;
    private static final String SCHEMA = """
            select max(version::int) as version
              from flyway_schema_history
             where success and version is not null
            """;
    /// Sequences stand outside of transactions. They are read last, so that no number in the tables is
    /// beyond them.
    private static final String SEQUENCES = """
            select sequencename as name, last_value as value
              from pg_sequences
             where schemaname = current_schema() and last_value is not null
             order by sequencename
            """;

    private final Connection connection;

    private PgSnapshot(Connection connection) {
        this.connection = connection;
    }

    /// @throws DownbeatException DATABASE when it does not answer
    public static PgSnapshot of(Database database) {
        try {
            Connection connection = database.connect();
            connection.setNetworkTimeout(Runnable::run, 0); // a slow disk at the other end is no dead line
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Sql.each(connection, row -> {}, "select 1"); // from here on it is what is seen
            return new PgSnapshot(connection);
        } catch (SQLException e) {
            throw Trouble.sql("cannot begin the backup", e);
        }
    }

    public int schema() {
        return read(() -> Sql.first(connection, row -> row.getInt("version"), SCHEMA)
                .orElseThrow(() -> new DownbeatException(ErrorCode.DATABASE, "the database has no schema")));
    }

    public String postgresql() {
        return read(() -> connection.getMetaData().getDatabaseProductVersion());
    }

    /// Writes all tables into the archive.
    public List<Table> tables(ArchiveWriter archive) throws IOException {
        CopyManager copy = read(() -> connection.unwrap(PGConnection.class).getCopyAPI());
        var tables = new ArrayList<Table>();
        for (var entry : columns().entrySet()) {
            String sql = "copy %s (%s) to stdout".formatted(quoted(entry.getKey()), quoted(entry.getValue()));
            try {
                var rows = new long[1];
                var table = new Table(entry.getKey(), entry.getValue(), 0, "");
                var sum = archive.entry(table.entry(), out -> rows[0] = copy.copyOut(sql, out));
                tables.add(new Table(table.name(), table.columns(), rows[0], sum.sha256()));
            } catch (SQLException e) {
                throw Trouble.sql("cannot back up " + entry.getKey(), e);
            }
        }
        return tables;
    }

    private Map<String, List<String>> columns() {
        return read(() -> {
            var columns = new LinkedHashMap<String, List<String>>();
            Sql.each(
                    connection,
                    row -> columns.computeIfAbsent(row.getString("name"), _ -> new ArrayList<>())
                            .add(row.getString("column")),
                    COLUMNS,
                    Sql.texts(connection, LEFT_OUT));
            return columns;
        });
    }

    public Map<String, Long> sequences() {
        return read(() -> {
            var sequences = new LinkedHashMap<String, Long>();
            Sql.each(connection, row -> sequences.put(row.getString("name"), row.getLong("value")), SEQUENCES);
            return sequences;
        });
    }

    /// Those of the runs that are there.
    public Set<Long> runs(Collection<Long> among) {
        return read(() -> new HashSet<>(Sql.list(
                connection,
                row -> row.getLong("run_id"),
                "select run_id from dag_run where run_id = any (?)",
                List.copyOf(among))));
    }

    private interface Read<T> {
        T read() throws SQLException;
    }

    private static <T> T read(Read<T> read) {
        try {
            return read.read();
        } catch (SQLException e) {
            throw Trouble.sql("cannot read what is to be backed up", e);
        }
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quoted(List<String> names) {
        return String.join(", ", names.stream().map(PgSnapshot::quoted).toList());
    }

    @Override
    public void close() {
        try {
            connection.close(); // which ends its transaction
        } catch (SQLException e) {
            throw Trouble.sql("cannot end the backup", e);
        }
    }
}
