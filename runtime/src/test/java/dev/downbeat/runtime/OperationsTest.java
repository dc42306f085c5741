package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.store.care.Finding;
import dev.downbeat.store.care.PurgeOrder;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class OperationsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    /// Writes a log and an artifact.
    private static final String WRITES = """
            id: writes
            tasks:
              say: { bash: "echo hello" }
              keep: { needs: say, bash: "echo kept > \\"$DOWNBEAT_ARTIFACTS/kept.txt\\"" }
            """;

    /// The second task waits for a file called `go`.
    private static final String WAITS = """
            id: waits
            tasks:
              first: { bash: "echo once >> first.txt" }
              second: { needs: first, bash: "until [ -e go ]; do sleep 0.05; done" }
            """;

    private static final String CHAIN = """
            id: chain
            tasks:
              a: { noop: {} }
              b: { noop: {}, needs: a }
              c: { noop: {}, needs: b }
              d: { noop: {}, needs: c }
            """;

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
        PG.run("drop database if exists restored");
        PG.run("create database restored");
    }

    @AfterEach
    void tear_down() {
        PG.run("drop database restored with (force)");
    }

    private static TriggerRequest request() {
        return new TriggerRequest(Map.of(), null, null);
    }

    @Test
    void a_purge_takes_rows_and_files_of_old_runs_while_others_go_on() throws IOException {
        place.write("dags/writes.yaml", WRITES);
        place.write("dags/waits.yaml", WAITS);
        place.write("dags/chain.yaml", CHAIN);
        var care = new DatabaseCare(place.settings());
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            var ended = new ArrayList<Long>();
            for (int i = 0; i < 3; i++) {
                ended.add(run(server, "writes"));
            }
            long waiting = server.api().trigger("waits", request()).id();
            Place.await(server.api(), waiting, run -> task(run, "second").equals("running"));
            assertThat(folder(ended.getFirst())).isDirectory();
            var flood = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 40; i++) {
                    server.api().trigger("chain", request());
                }
            });
            var order = new PurgeOrder(Instant.now(), Optional.empty(), 1);
            assertThat(care.countOld(order)).containsEntry("writes", 2L).doesNotContainKey("waits");

            assertThat(care.purge(order).runs()).isGreaterThanOrEqualTo(2);

            flood.join();
            assertThat(folder(ended.get(0))).doesNotExist();
            assertThat(artifacts(ended.get(0))).doesNotExist();
            assertThat(folder(ended.get(2))).isDirectory();
            assertThat(artifacts(ended.get(2))).isDirectory();
            assertThatThrownBy(() -> server.api().run(ended.get(0))).hasMessageContaining("no run");
            place.write("dags/go", "");
            assertThat(Place.await(server.api(), waiting, Place::ended)
                            .summary()
                            .state())
                    .isEqualTo("success");
            Awaitility.await()
                    .until(() -> PG.ask("select count(*) from dag_run where state in ('queued', 'running')")
                            .equals("0"));
        }
        assertThat(PG.ask("select count(*) from dag_run where state <> 'success'"))
                .isEqualTo("0");
        assertThat(care.check())
                .filteredOn(finding -> finding.check().equals("files")
                        || finding.check().equals("orphans")
                        || finding.check().equals("purges"))
                .hasSize(3)
                .allMatch(finding -> finding.level() == Finding.Level.GOOD);
    }

    @Test
    void runs_are_deleted_by_the_policy_also_their_files_on_another_machine() throws IOException {
        place.write("dags/writes.yaml", WRITES);
        long first;
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            first = run(server, "writes");
            run(server, "writes");
        }
        var policy = new Settings.Retention(Duration.ofMillis(1), 1);
        var elsewhere = new Place(folder.resolve("elsewhere"), PG.url());
        elsewhere.write("dags/chain.yaml", CHAIN);
        try (Downbeat other = Downbeat.open(kept(elsewhere.settings(), policy), Mode.SERVE)) {
            Awaitility.await()
                    .until(() -> other.api().dag("writes") != null
                            && PG.ask("select count(*) from dag_run").equals("1"));
        }
        assertThat(folder(first)).isDirectory();
        assertThat(new DatabaseCare(place.settings()).check())
                .filteredOn(finding -> finding.check().equals("files"))
                .allSatisfy(finding -> assertThat(finding.text()).contains("run_" + first));

        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            Awaitility.await().until(() -> !Files.exists(folder(first)) && !Files.exists(artifacts(first)));
            assertThat(server.health().ready()).isTrue();
        }
    }

    @Test
    void a_backup_is_taken_while_the_engine_works_and_the_engine_goes_on_from_it() throws IOException {
        place.write("dags/waits.yaml", WAITS);
        place.write("dags/writes.yaml", WRITES);
        place.write("dags/chain.yaml", CHAIN);
        Path file = folder.resolve("saved.zip");
        long waiting;
        long written;
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            written = run(server, "writes");
            waiting = server.api().trigger("waits", request()).id();
            Place.await(server.api(), waiting, run -> task(run, "second").equals("running"));
            var flood = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 60; i++) {
                    server.api().trigger("chain", request());
                }
            });
            Saving.Saved saved = new DatabaseCare(place.settings()).backup(file, true);
            flood.join();
            assertThat(saved.rows()).isGreaterThan(10);
            assertThat(saved.files()).isGreaterThanOrEqualTo(2);
        }
        delete(folder.resolve("home"));
        var restored = new Place(folder, PG.url().replaceFirst("/[^/?]+(\\?|$)", "/restored$1"));

        new DatabaseCare(restored.settings()).restore(file, false);

        assertThat(folder(written)).isDirectory();
        assertThat(artifacts(written)).isDirectory();
        try (Downbeat server = Downbeat.open(restored.settings(), Mode.SERVE)) {
            assertThat(server.api().run(written).summary().state()).isEqualTo("success");
            Place.await(server.api(), waiting, run -> task(run, "second").equals("running"));
            place.write("dags/go", "");
            assertThat(Place.await(server.api(), waiting, Place::ended)
                            .summary()
                            .state())
                    .isEqualTo("success");
            assertThat(folder.resolve("dags/first.txt")).hasContent("once");
            Awaitility.await()
                    .until(() ->
                            server.api().info().running() + server.api().info().queued() == 0);
            assertThat(run(server, "chain")).isGreaterThan(waiting);
        }
        Files.delete(folder.resolve("dags/go"));
    }

    /// The next release of a schema: it only adds.
    private static final String NEXT = """
            begin;
            alter table dag_run add column region text;
            alter table task_instance add column cost numeric not null default 0;
            create table region (name text primary key);
            create index dag_run_of_region on dag_run (region) where region is not null;
            insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by,
                                               execution_time, success)
            values (9999, '9999', 'regions', 'SQL', 'V9999__regions.sql', 'test', 1, true);
            insert into schema_compatibility (version, oldest)
            select 9999, max(version::int) from flyway_schema_history where version <> '9999';
            commit
            """;

    private static final String BACK = """
            alter table dag_run drop column region;
            alter table task_instance drop column cost;
            drop table region;
            delete from flyway_schema_history where version = '9999';
            delete from schema_compatibility where version = 9999
            """;

    @Test
    void this_program_works_on_the_next_schema_while_runs_go_on() throws IOException {
        place.write("dags/chain.yaml", CHAIN);
        place.write("dags/waits.yaml", WAITS);
        try {
            long waiting;
            try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
                waiting = server.api().trigger("waits", request()).id();
                Place.await(server.api(), waiting, run -> task(run, "second").equals("running"));
                var flood = CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 60; i++) {
                        server.api().trigger("chain", request());
                    }
                });
                PG.run(NEXT);
                flood.join();
                run(server, "chain");
            }
            var second = new Place(folder.resolve("second"), PG.url());
            second.write("dags/more.yaml", CHAIN.replace("chain", "more"));
            try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE);
                    Downbeat other = Downbeat.open(second.settings(), Mode.SERVE)) {
                place.write("dags/go", "");
                assertThat(Place.await(server.api(), waiting, Place::ended)
                                .summary()
                                .state())
                        .isEqualTo("success");
                run(other, "more");
                Awaitility.await()
                        .until(() -> server.api().info().running()
                                        + server.api().info().queued()
                                == 0);
            }
            assertThat(PG.ask("select count(*) from dag_run where state <> 'success'"))
                    .isEqualTo("0");
            assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("63");
        } finally {
            PG.run(BACK);
        }
    }

    private static long run(Downbeat server, String dag) {
        long run = server.api().trigger(dag, request()).id();
        assertThat(Place.await(server.api(), run, Place::ended).summary().state())
                .isEqualTo("success");
        return run;
    }

    private static String task(RunDetail run, String id) {
        return run.tasks().stream()
                .filter(task -> task.task().equals(id))
                .map(task -> task.state())
                .findFirst()
                .orElse("none");
    }

    private static Settings kept(Settings settings, Settings.Retention policy) {
        var none = Settings.Operations.NONE;
        return new Settings(
                settings.home(),
                settings.database(),
                settings.dags(),
                settings.http(),
                settings.engine(),
                settings.log(),
                new Settings.Operations(policy, none.statsd(), none.otlp(), none.interval()));
    }

    private Path folder(long run) {
        return folder.resolve("home/logs/run_" + run);
    }

    private Path artifacts(long run) {
        return folder.resolve("home/artifacts/writes/run_" + run);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (var walk = Files.walk(folder)) {
            paths = walk.sorted((a, b) -> b.compareTo(a)).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
