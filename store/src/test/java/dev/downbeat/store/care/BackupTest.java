package dev.downbeat.store.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.store.Database;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.StoreSettings;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    static final PgStore STORE = new PgStore(PG);

    @TempDir
    private Path folder;

    private final History history = new History(PG);
    private Database target;
    private Path file;

    @BeforeEach
    void make_an_empty_database() {
        PG.run("drop database if exists restored");
        PG.run("create database restored");
        target = Database.openAsIs(StoreSettings.server(other()));
        file = folder.resolve("backup.zip");
    }

    @AfterEach
    void drop_it() {
        target.close();
        PG.run("drop database restored with (force)");
    }

    private static String other() {
        return PG.url().replaceFirst("/[^/?]+(\\?|$)", "/restored$1");
    }

    private static Manifest save(Path file) {
        try (ArchiveWriter archive = ArchiveWriter.create(file);
                PgSnapshot snapshot = PgSnapshot.of(STORE.database())) {
            var origin = new Manifest.Origin("1.0", snapshot.schema(), snapshot.postgresql(), Instant.now());
            var tables = snapshot.tables(archive);
            var manifest = new Manifest(Manifest.FORMAT, origin, tables, snapshot.sequences(), List.of());
            archive.finish(manifest);
            return manifest;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void restore(boolean force) {
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            new PgRestore(target).run(archive, force, 1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void someHistory() {
        history.dag("churn");
        history.dag("it''s \"odd\"\t\\N");
        history.runs("churn", 1, 200, "success", 10);
        history.runs("churn", 201, 203, "running", 1);
        PG.run("insert into pool (name, slots, description) values ('gpu', 2, E'tab\\tand\\nline')");
        PG.run("update xcom set value = '{\"ä\": [\"\\n\", null, \"\\\\N\"]}' where run_id = 7");
        PG.run("update dag_run set shard = 1003 where run_id = 203");
        PG.run("""
                insert into asset_event (asset, at, dag_id, run_id, task_id, map_index, attempt)
                values ('orders', now(), 'churn', 1, 't1', -1, 1)
                """);
        PG.run("select setval('run_id_seq', 203)");
    }

    @Test
    void what_was_saved_comes_back_as_it_was() throws IOException {
        someHistory();
        PG.run("insert into scheduler (owner, host, pid, lease_until) values ('here/1', 'here', 1, now())");
        Manifest manifest = save(file);
        String saved = digest(PG.url());

        restore(false);

        assertThat(digest(other())).isEqualTo(saved);
        assertThat(manifest.rows()).isGreaterThan(2000);
        assertThat(ask("select count(*) from scheduler")).isEqualTo("0");
        assertThat(ask("select nextval('run_id_seq')")).isEqualTo("204");
        assertThat(ask("select string_agg(shard || ' ' || foreground, ',') from shard where epoch is null"))
                .isEqualTo("1003 true");
        assertThat(ask("insert into dag_version (dag_id, number, hash, spec, source) values ('churn', 2, '', '{}', '')"
                        + " returning version_id"))
                .isEqualTo(PG.ask("select max(version_id) + 1 from dag_version"));
        assertThat(target.schema().pending()).isEmpty();
        assertThat(new DatabaseCheck(target, Instant::now).run())
                .filteredOn(finding -> finding.check().equals("indexes"))
                .allMatch(finding -> finding.level() == Finding.Level.GOOD);
        Database.open(StoreSettings.server(other())).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    /// All rows of all tables, but for those of the servers.
    private static String digest(String url) {
        var rows = new ArrayList<String>();
        for (String table : List.of(
                "dag",
                "dag_version",
                "dag_run",
                "pool",
                "asset_event",
                "run_command",
                "run_note",
                "purged_run",
                "schema_compatibility")) {
            rows.add(table + " "
                    + ask(url, "select md5(string_agg(t::text, '|' order by t::text)) from %s as t".formatted(table)));
        }
        for (String table : TablesOf.RUNS) {
            rows.add(table + " "
                    + ask(url, "select md5(string_agg(t::text, '|' order by t::text)) from %s as t".formatted(table)));
        }
        return String.join("\n", rows);
    }

    private static String ask(String sql) {
        return ask(other(), sql);
    }

    private static String ask(String url, String sql) {
        try (var connection = java.sql.DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (java.sql.SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Test
    void a_backup_shows_one_moment_whatever_is_committed_meanwhile() throws IOException {
        someHistory();
        try (ArchiveWriter archive = ArchiveWriter.create(file);
                PgSnapshot snapshot = PgSnapshot.of(STORE.database())) {
            PG.run("delete from run_note");
            history.runs("churn", 300, 310, "success", 1);
            var tables = snapshot.tables(archive).stream()
                    .collect(Collectors.toMap(Manifest.Table::name, Manifest.Table::rows));

            assertThat(tables).containsEntry("dag_run", 203L).containsEntry("run_note", 203L);
            assertThat(snapshot.runs(List.of(5L, 300L, 999L))).containsExactly(5L);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void a_backup_of_an_older_schema_is_brought_up_to_date() {
        try (Database old = Database.openAsIs(StoreSettings.server(other()))) {
            old.build("public", 16);
        }
        ask("insert into dag (dag_id, file) values ('old', 'old.yaml') returning 1");
        try (ArchiveWriter archive = ArchiveWriter.create(file);
                PgSnapshot snapshot = PgSnapshot.of(target)) {
            var origin = new Manifest.Origin("0.9", snapshot.schema(), snapshot.postgresql(), Instant.now());
            archive.finish(
                    new Manifest(Manifest.FORMAT, origin, snapshot.tables(archive), snapshot.sequences(), List.of()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Database.open(StoreSettings.server(other())).close();
        ask("insert into dag (dag_id, file) values ('new', 'new.yaml') returning 1");

        restore(true);

        assertThat(ask("select string_agg(dag_id, ' ') from dag")).isEqualTo("old");
        assertThat(target.schema().pending()).isEmpty();
        assertThat(ask("select count(*) from schema_compatibility")).isNotEqualTo("0");
    }

    @Test
    void a_database_that_is_used_is_not_touched() {
        someHistory();
        save(file);
        restore(false);
        assertThatThrownBy(() -> restore(false))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("not empty")
                .hasMessageContaining("--force");

        ask("insert into dag (dag_id, file) values ('later', 'x') returning 1");
        ask("insert into scheduler (owner, host, pid, lease_until)"
                + " values ('here/1', 'here', 1, now() + interval '1 hour') returning 1");
        assertThatThrownBy(() -> restore(true)).hasMessageContaining("here/1").hasMessageContaining("stop it first");
        assertThat(ask("select count(*) from dag")).isEqualTo("3");

        ask("update scheduler set fenced = true returning 1");
        restore(true);
        assertThat(ask("select count(*) from dag")).isEqualTo("2");
        assertThat(ask("select count(*) from pg_namespace where nspname like 'downbeat%'"))
                .isEqualTo("0");
    }

    @Test
    void a_damaged_archive_changes_nothing() throws IOException {
        someHistory();
        Manifest manifest = save(file);
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int at = whole.length / 20; at < whole.length; at += whole.length / 20) {
            try (var access = new RandomAccessFile(file.toFile(), "rw")) {
                access.seek(at);
                access.write(whole[at] ^ 0x55);
            }
            try (ArchiveReader archive = ArchiveReader.open(file)) {
                // no content lies at this place: all checksums fit
                assertThat(archive.manifest()).isEqualTo(manifest);
            } catch (DownbeatException e) {
                assertThat(e).hasMessageContaining("nothing was changed");
                refused++;
            }
            Files.write(file, whole);
        }
        assertThat(refused).isGreaterThan(10);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length * 2 / 3));
        assertThatThrownBy(() -> restore(false)).hasMessageContaining("no complete archive");
        Files.writeString(file, "hello");
        assertThatThrownBy(() -> restore(false)).hasMessageContaining("no backup of Downbeat");
        assertThatThrownBy(() -> ArchiveReader.open(folder.resolve("none.zip"))).hasMessageContaining("no file");
        assertThat(target.schema().applied()).isZero();
    }

    @Test
    void a_restore_that_fails_leaves_the_database_as_it_was() throws IOException {
        someHistory();
        save(file);
        restore(false);
        PG.run("alter table dag_run drop constraint dag_run_type_check");
        PG.run("update dag_run set type = 'odd' where run_id = 9");
        Path odd = folder.resolve("odd.zip");
        save(odd);
        PG.run("update dag_run set type = 'manual' where run_id = 9");
        PG.run("alter table dag_run add constraint dag_run_type_check check"
                + " (type in ('manual', 'scheduled', 'asset', 'backfill', 'foreground'))");
        String before = digest(other());

        try (ArchiveReader archive = ArchiveReader.open(odd)) {
            assertThatThrownBy(() -> new PgRestore(target).run(archive, true, 1))
                    .hasMessageContaining("nothing was changed");
        }

        assertThat(digest(other())).isEqualTo(before);
        assertThat(ask("select count(*) from pg_namespace where nspname like 'downbeat%'"))
                .isEqualTo("0");
    }

    @Test
    void a_file_that_is_there_is_not_written_over() throws IOException {
        Files.writeString(file, "mine");
        assertThatThrownBy(() -> ArchiveWriter.create(file)).hasMessageContaining("is there already");
        assertThat(file).hasContent("mine");
    }
}
