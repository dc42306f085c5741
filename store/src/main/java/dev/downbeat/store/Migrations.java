package dev.downbeat.store;

import dev.downbeat.store.SchemaReport.Pending;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// The migrations on the class path, beside those that a database has had.
public final class Migrations {
    private static final String FOLDER = "db/migration";

    /// What a migration says of programs that do not know it. Its own SQL, so that the database knows it too.
    private static final Pattern OLDEST =
            Pattern.compile("insert into schema_compatibility \\(version, oldest\\) values \\((\\d+), (\\d+)\\)");

    private static final Pattern MADE = Pattern.compile("(?m)^create (?:unique )?index (\\w+)");
    private static final Pattern DROPPED = Pattern.compile("(?m)^drop index (?:if exists )?(\\w+)");

    private static final String THERE = "select to_regclass('schema_compatibility') is not null";
    private static final String TOLD = """
            select version, oldest
              from schema_compatibility
            """;

    private Migrations() {}

    static FluentConfiguration flyway(DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:" + FOLDER)
                .callbacks(new ShortWaits());
    }

    static SchemaReport report(Flyway flyway, DataSource source) throws SQLException {
        List<MigrationInfo> all = Arrays.stream(flyway.info().all())
                .filter(migration -> migration.getVersion() != null)
                .toList();
        List<Integer> newer = all.stream()
                .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)
                .map(Migrations::version)
                .toList();
        int known = newest(all, migration -> !newer.contains(version(migration)));
        int applied = newest(all, migration -> migration.getState().isApplied());
        List<Pending> pending = all.stream()
                .filter(migration -> migration.getState() == MigrationState.PENDING)
                .map(Migrations::pending)
                .toList();
        return new SchemaReport(applied, known, pending, newer, newer.isEmpty() || allows(source, newer, known));
    }

    private static int newest(List<MigrationInfo> all, Predicate<MigrationInfo> which) {
        return all.stream().filter(which).mapToInt(Migrations::version).max().orElse(0);
    }

    private static int version(MigrationInfo migration) {
        return Integer.parseInt(migration.getVersion().getVersion());
    }

    private static Pending pending(MigrationInfo migration) {
        int version = version(migration);
        Matcher told = OLDEST.matcher(text(migration.getScript()));
        return new Pending(
                version, migration.getDescription(), told.find() ? Integer.parseInt(told.group(2)) : version);
    }

    /// Whether each of the versions says that a program that knows no more than `known` may work on it.
    private static boolean allows(DataSource source, List<Integer> newer, int known) throws SQLException {
        try (Connection connection = source.getConnection()) {
            boolean there =
                    Sql.first(connection, row -> row.getBoolean(1), THERE).orElse(false);
            if (!there) {
                return false;
            }
            Map<Integer, Integer> oldest =
                    Sql.list(connection, row -> Map.entry(row.getInt("version"), row.getInt("oldest")), TOLD).stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            return newer.stream().allMatch(version -> oldest.getOrDefault(version, version) <= known);
        }
    }

    /// Names of the indexes that the migrations make, beside those of constraints.
    public static Set<String> indexes(DataSource source) {
        var names = new TreeSet<String>();
        for (MigrationInfo migration : flyway(source).load().info().all()) {
            String text = text(String.valueOf(migration.getScript()));
            DROPPED.matcher(text).results().forEach(drop -> names.remove(drop.group(1)));
            MADE.matcher(text).results().forEach(made -> names.add(made.group(1)));
        }
        return names;
    }

    private static String text(String script) {
        try (InputStream in = Migrations.class.getClassLoader().getResourceAsStream(FOLDER + "/" + script)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the migration " + script, e);
        }
    }
}
