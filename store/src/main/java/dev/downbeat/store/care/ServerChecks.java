package dev.downbeat.store.care;

import dev.downbeat.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/// The PostgreSQL server itself.
final class ServerChecks {
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);
    private static final Duration CLOCKS_WRONG = Duration.ofSeconds(30);
    private static final double FEW_CONNECTIONS = 0.9;

    private static final String VERSION = "select current_setting('server_version')";
    /// What a commit needs so that it survives a crash of the machine.
    private static final String DURABILITY = """
            select name || ' = ' || setting as wrong
              from pg_settings
             where (name in ('fsync', 'full_page_writes') and setting = 'off')
                or (name = 'synchronous_commit' and setting = 'off')
             order by name
            """;
    private static final String NOW = "select clock_timestamp() as now";
    private static final String CONNECTIONS = """
            select (select count(*) from pg_stat_activity where backend_type = 'client backend') as taken,
                   current_setting('max_connections')::int
                   - current_setting('superuser_reserved_connections')::int as most
            """;
    /// Old transactions keep dead rows from being cleared away.
    private static final String OLD_TRANSACTIONS = """
            select pid || coalesce(' (' || nullif(application_name, '') || ')', '') || ', ' || state as who
              from pg_stat_activity
             where datname = current_database()
               and xact_start < clock_timestamp() - interval '10 minutes'
               and backend_type = 'client backend'
             order by xact_start
             limit 5
            """;

    private final Connection connection;
    private final InstantSource clock;

    ServerChecks(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    Finding version(String description) throws SQLException {
        String version = Sql.first(connection, row -> row.getString(1), VERSION).orElse("?");
        return Finding.good("server", "%s, PostgreSQL %s".formatted(description, version));
    }

    Finding durability() throws SQLException {
        List<String> wrong = Sql.list(connection, row -> row.getString("wrong"), DURABILITY);
        return wrong.isEmpty()
                ? Finding.good("durability", "fsync, synchronous_commit and full_page_writes are on")
                : Finding.bad(
                        "durability",
                        String.join(", ", wrong),
                        "Switch it on: a crash of the machine would lose what Downbeat told others of, or break tables.");
    }

    /// The database's clock decides over leases, this machine's over schedules and timeouts.
    Finding clock() throws SQLException {
        Sql.first(connection, row -> Sql.moment(row, "now"), NOW); // prepared by now: the next answer comes quickly
        Instant before = clock.instant();
        Instant there =
                Sql.first(connection, row -> Sql.moment(row, "now"), NOW).orElseThrow(() -> new SQLException("no row"));
        Instant after = clock.instant();
        Duration apart = Duration.ZERO;
        if (there.isBefore(before)) {
            apart = Duration.between(there, before);
        } else if (there.isAfter(after)) {
            apart = Duration.between(after, there);
        }
        String text =
                String.format(Locale.ROOT, "%.3f s between the database and this machine", apart.toMillis() / 1000.0);
        String advice = "Keep both by NTP: schedules, deadlines and times of tasks are off by that.";
        if (apart.compareTo(CLOCKS_WRONG) > 0) {
            return Finding.bad("clock", text, advice);
        }
        return apart.compareTo(CLOCKS_DIFFER) > 0
                ? Finding.warning("clock", text, advice)
                : Finding.good("clock", text);
    }

    Finding connections() throws SQLException {
        record Taken(int taken, int most) {}
        Taken found = Sql.first(connection, row -> new Taken(row.getInt("taken"), row.getInt("most")), CONNECTIONS)
                .orElseThrow(() -> new SQLException("no row"));
        String text = "%d of %d are taken".formatted(found.taken(), found.most());
        return found.taken() >= FEW_CONNECTIONS * found.most()
                ? Finding.warning("connections", text, "Raise max_connections, or lower DOWNBEAT_DATABASE_POOL.")
                : Finding.good("connections", text);
    }

    Finding transactions() throws SQLException {
        List<String> old = Sql.list(connection, row -> row.getString("who"), OLD_TRANSACTIONS);
        return old.isEmpty()
                ? Finding.good("transactions", "none is older than 10 minutes")
                : Finding.warning(
                        "transactions",
                        "older than 10 minutes: " + String.join("; ", old),
                        "End them (pg_terminate_backend) unless they are backups: tables grow while they last.");
    }
}
