package dev.downbeat.store.care;

import dev.downbeat.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Tables and indexes.
final class TableChecks {
    private static final int BIGGEST = 5;
    private static final String VALID = """
            select c.relname as name, i.indisvalid and i.indisready as valid
              from pg_index as i
              join pg_class as c on c.oid = i.indexrelid
             where c.relnamespace = current_schema()::regnamespace
            """;
    private static final String WITHOUT_KEY = """
            select c.relname as name
              from pg_class as c
             where c.relnamespace = current_schema()::regnamespace
               and c.relkind = 'r'
               and c.relname in (select unnest(?::text[]))
               and not exists (select from pg_index as i where i.indrelid = c.oid and i.indisprimary)
            """;
    private static final String SIZES = """
            select c.relname as name, pg_total_relation_size(c.oid) as bytes,
                   greatest(c.reltuples, 0)::bigint as rows
              from pg_class as c
             where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
             order by bytes desc, name
             limit ?
            """;
    private static final String DATABASE_SIZE = "select pg_database_size(current_database()) as bytes";
    /// More dead than live ones, and enough of them to matter: autovacuum does not keep up, or is kept from
    /// it.
    private static final String DEAD = """
            select relname || ': ' || n_dead_tup || ' dead, ' || n_live_tup || ' live' as text
              from pg_stat_user_tables
             where schemaname = current_schema()
               and n_dead_tup > 100000
               and n_dead_tup > n_live_tup
             order by n_dead_tup desc
            """;

    private final Connection connection;

    TableChecks(Connection connection) {
        this.connection = connection;
    }

    /// @param expected names of indexes
    Finding indexes(Set<String> expected) throws SQLException {
        var missing = new TreeSet<>(expected);
        var invalid = new TreeSet<String>();
        Sql.each(
                connection,
                row -> {
                    missing.remove(row.getString("name"));
                    if (!row.getBoolean("valid")) {
                        invalid.add(row.getString("name"));
                    }
                },
                VALID);
        List<String> keyless =
                Sql.list(connection, row -> row.getString("name"), WITHOUT_KEY, Sql.texts(connection, TablesOf.RUNS));
        var wrong = new ArrayList<String>();
        missing.forEach(name -> wrong.add(name + " is missing"));
        invalid.forEach(name -> wrong.add(name + " is invalid"));
        keyless.forEach(name -> wrong.add("the primary key of " + name + " is missing"));
        return wrong.isEmpty()
                ? Finding.good("indexes", "all %d are there".formatted(expected.size()))
                : Finding.bad(
                        "indexes",
                        String.join(", ", wrong),
                        "Create it again (`reindex index`, or the statement in db/migration): without it work slows down"
                                + " with history, and a unique one keeps runs from starting twice.");
    }

    Finding sizes() throws SQLException {
        long all = Sql.first(connection, row -> row.getLong("bytes"), DATABASE_SIZE)
                .orElse(0L);
        List<String> biggest = Sql.list(
                connection,
                row -> "%s %s (about %d rows)"
                        .formatted(row.getString("name"), megabytes(row.getLong("bytes")), row.getLong("rows")),
                SIZES,
                BIGGEST);
        return Finding.good("size", megabytes(all) + " in all; " + String.join(", ", biggest));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    Finding deadRows() throws SQLException {
        List<String> dead = Sql.list(connection, row -> row.getString("text"), DEAD);
        return dead.isEmpty()
                ? Finding.good("dead rows", "no table has more of them than of live ones")
                : Finding.warning(
                        "dead rows",
                        String.join("; ", dead),
                        "Run `vacuum analyze` on it, and see that autovacuum is on and no old transaction keeps it back.");
    }

    /// Rows of runs that are not there, those left out that a purge is about to delete.
    Finding orphans() throws SQLException {
        var found = new ArrayList<String>();
        for (String table : TablesOf.RUNS) {
            long rows = Sql.first(connection, row -> row.getLong("orphans"), """
                            select count(*) as orphans
                              from %s as t
                             where not exists (select from dag_run as d where d.run_id = t.run_id)
                               and not exists (select from purged_run as p where p.run_id = t.run_id)
                            """.formatted(table))
                    .orElse(0L);
            if (rows > 0) {
                found.add("%d in %s".formatted(rows, table));
            }
        }
        return found.isEmpty()
                ? Finding.good("orphans", "every row belongs to a run that is there")
                : Finding.warning(
                        "orphans",
                        String.join(", ", found),
                        "`downbeat db purge` deletes them. Nothing of Downbeat leaves them behind: was something deleted by"
                                + " hand?");
    }
}
