package dev.downbeat.store.care;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Shard;
import dev.downbeat.store.Database;
import dev.downbeat.store.SchemaReport;
import dev.downbeat.store.Sql;
import dev.downbeat.store.care.Manifest.Table;
import dev.downbeat.store.machine.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// Brings a backup back. All is built in a schema (PostgreSQL's) beside the one in use: with the migrations
/// up to the backup's version, its rows, and then the rest of the migrations. At last it takes the other
/// one's place, in one transaction. Whatever fails before leaves the database as it was.
public final class PgRestore {
    private static final String BESIDE = "downbeat_restore";

    /// What tells that somebody uses the database.
    private static final List<String> TELLING = List.of("dag", "dag_run", "backfill", "asset_event", "purged_run");

    private static final String SERVERS = """
            select s.owner
              from scheduler as s
             where not s.fenced and s.lease_until > clock_timestamp()
             order by s.epoch
            """;
    private static final String TABLES = """
            select c.relname as name
              from pg_class as c
             where c.relnamespace = ?::regnamespace and c.relkind in ('r', 'p')
             order by c.relname
            """;
    /// Those of identity columns go with their tables.
    private static final String SEQUENCES = """
            select c.relname as name
              from pg_class as c
             where c.relnamespace = ?::regnamespace
               and c.relkind = 'S'
               and not exists (select from pg_depend as d
                                where d.objid = c.oid and d.deptype in ('i', 'a') and d.refclassid = 'pg_class'::regclass)
            """;
    private static final String REFERENCES = """
            select child.relname as child, parent.relname as parent
              from pg_constraint as k
              join pg_class as child on child.oid = k.conrelid
              join pg_class as parent on parent.oid = k.confrelid
             where k.contype = 'f' and k.connamespace = ?::regnamespace
            """;
    /// The servers take foreground runs whose process is gone by the shard that nobody holds.
    private static final String FOREGROUND = """
            insert into shard (shard, epoch, foreground)
            select distinct d.shard, null::bigint, true
              from dag_run as d
             where d.state in ('queued', 'running') and d.shard >= ?
            """;

    private final Database database;

    public PgRestore(Database database) {
        this.database = database;
    }

    /// @param force      also when there is something in the database, which is lost then
    /// @param leastRunId new runs get greater numbers
    /// @throws DownbeatException CONFLICT when somebody works on the database, or it is not empty;
    ///         BAD_INPUT when the backup's schema is newer than this program
    public void run(ArchiveReader archive, boolean force, long leastRunId) {
        SchemaReport report = database.schema();
        int version = archive.manifest().origin().schema();
        checkKnown(version, report);
        try (Connection connection = database.connect()) {
            connection.setNetworkTimeout(Runnable::run, 0);
            String place = Sql.first(connection, row -> row.getString(1), "select current_schema()")
                    .orElseThrow(() -> new SQLException("no schema to restore into"));
            checkIdle(connection);
            if (!force) {
                checkEmpty(connection);
            }
            execute(connection, "drop schema if exists " + BESIDE + " cascade", "create schema " + BESIDE);
            try {
                database.build(BESIDE, version);
                transaction(connection, () -> load(connection, archive, leastRunId));
                database.build(BESIDE, report.known());
                transaction(connection, () -> swap(connection, place));
            } catch (RuntimeException | SQLException | IOException e) {
                dropBeside(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw Trouble.sql("cannot restore the backup; nothing was changed", e);
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.EXTERNAL_SERVICE, "the backup cannot be read; nothing was changed: " + e.getMessage(), e);
        }
    }

    private static void checkKnown(int version, SchemaReport report) {
        if (version > report.known()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "the backup has schema %d, this program knows %d: restore it with the Downbeat that made it, or a later one"
                            .formatted(version, report.known()));
        }
    }

    private static void checkIdle(Connection connection) throws SQLException {
        if (!there(connection, "scheduler")) {
            return;
        }
        List<String> servers = Sql.list(connection, row -> row.getString("owner"), SERVERS);
        if (!servers.isEmpty()) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT,
                    "%s works on the database: stop it first; nothing was changed"
                            .formatted(String.join(", ", servers)));
        }
    }

    private static void checkEmpty(Connection connection) throws SQLException {
        for (String table : TELLING) {
            boolean rows = there(connection, table)
                    && Sql.first(connection, row -> true, "select from %s limit 1".formatted(table))
                            .isPresent();
            if (rows) {
                throw new DownbeatException(
                        ErrorCode.CONFLICT,
                        "the database is not empty (there is something in %s): --force replaces all that is in it"
                                .formatted(table));
            }
        }
    }

    private static boolean there(Connection connection, String table) throws SQLException {
        return Sql.first(connection, row -> row.getBoolean(1), "select to_regclass(?) is not null", table)
                .orElse(false);
    }

    private interface Step {
        void run() throws SQLException, IOException;
    }

    private static void transaction(Connection connection, Step step) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            step.run();
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void dropBeside(Connection connection, Exception reason) {
        try {
            execute(connection, "drop schema if exists " + BESIDE + " cascade");
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static void load(Connection connection, ArchiveReader archive, long leastRunId)
            throws SQLException, IOException {
        execute(connection, "set local search_path to " + BESIDE);
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        List<Table> tables = inOrder(connection, archive.manifest().tables());
        for (Table table : tables.reversed()) {
            // what migrations put in is in the backup, too
            execute(connection, "delete from " + PgSnapshot.quoted(table.name()));
        }
        for (Table table : tables) {
            String sql = "copy %s (%s) from stdin"
                    .formatted(PgSnapshot.quoted(table.name()), PgSnapshot.quoted(table.columns()));
            try (InputStream in = archive.table(table)) {
                long rows = copy.copyIn(sql, in);
                if (rows != table.rows()) {
                    throw new IOException("%s took %d rows of %d".formatted(table.name(), rows, table.rows()));
                }
            }
        }
        for (var sequence : archive.manifest().sequences().entrySet()) {
            boolean runs = sequence.getKey().equals("run_id_seq");
            setSequence(connection, sequence.getKey(), Math.max(sequence.getValue(), runs ? leastRunId : 1));
        }
        Sql.update(connection, FOREGROUND, Shard.SHARED);
    }

    private static void setSequence(Connection connection, String name, long value) throws SQLException {
        Sql.each(connection, row -> {}, "select setval(?::regclass, ?)", PgSnapshot.quoted(name), value);
    }

    /// Tables that others refer to come first.
    private static List<Table> inOrder(Connection connection, List<Table> tables) throws SQLException {
        var parents = new LinkedHashMap<String, Set<String>>();
        Sql.each(
                connection,
                row -> parents.computeIfAbsent(row.getString("child"), _ -> new HashSet<>())
                        .add(row.getString("parent")),
                REFERENCES,
                BESIDE);
        var left = new ArrayList<>(tables);
        var ordered = new ArrayList<Table>();
        while (!left.isEmpty()) {
            Set<String> open = new HashSet<>(left.stream().map(Table::name).toList());
            List<Table> free = left.stream()
                    .filter(table -> free(parents, table.name(), open))
                    .toList();
            if (free.isEmpty()) {
                throw new SQLException("tables refer to one another in a circle: " + open);
            }
            ordered.addAll(free);
            left.removeAll(free);
        }
        return ordered;
    }

    private static boolean free(Map<String, Set<String>> parents, String table, Set<String> open) {
        return parents.getOrDefault(table, Set.of()).stream()
                .noneMatch(parent -> open.contains(parent) && !parent.equals(table));
    }

    private static void swap(Connection connection, String place) throws SQLException {
        execute(connection, "set local lock_timeout = '5s'");
        checkIdle(connection);
        List<String> old = names(connection, TABLES, place);
        if (!old.isEmpty()) {
            execute(connection, "drop table " + in(place, old));
        }
        List<String> oldSequences = names(connection, SEQUENCES, place);
        if (!oldSequences.isEmpty()) {
            execute(connection, "drop sequence " + in(place, oldSequences));
        }
        for (String table : names(connection, TABLES, BESIDE)) {
            execute(connection, "alter table %s set schema %s".formatted(in(table), PgSnapshot.quoted(place)));
        }
        for (String sequence : names(connection, SEQUENCES, BESIDE)) {
            execute(connection, "alter sequence %s set schema %s".formatted(in(sequence), PgSnapshot.quoted(place)));
        }
        execute(connection, "drop schema " + BESIDE);
    }

    private static String in(String table) {
        return BESIDE + "." + PgSnapshot.quoted(table);
    }

    private static String in(String schema, List<String> tables) {
        return String.join(
                ", ",
                tables.stream()
                        .map(table -> PgSnapshot.quoted(schema) + "." + PgSnapshot.quoted(table))
                        .toList());
    }

    private static List<String> names(Connection connection, String sql, String schema) throws SQLException {
        return Sql.list(connection, row -> row.getString("name"), sql, PgSnapshot.quoted(schema));
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
