package dev.downbeat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.testkit.PgExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @Test
    void an_empty_database_gets_the_schema() {
        PG.run("drop schema public cascade; create schema public");
        Database.open(StoreSettings.server(PG.url())).close();

        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("0");
    }

    @Test
    void several_that_start_in_the_same_moment_make_one_database() throws Exception {
        Address here = Address.of(PG.url());
        Address made = Address.of(PG.url().replaceFirst("/[^/?]+(\\?|$)", "/downbeat$1"));
        for (int round = 0; round < 5; round++) {
            PG.run("drop database if exists downbeat");
            var together = new CyclicBarrier(4);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var starts = new ArrayList<Future<?>>();
                for (int i = 0; i < 4; i++) {
                    starts.add(threads.submit(() -> {
                        int ignored = together.await();
                        Schema.createDatabase(made, here);
                        return ignored;
                    }));
                }
                for (Future<?> start : starts) {
                    assertThat(start).succeedsWithin(Duration.ofSeconds(30));
                }
            }
        }
        PG.run("drop database downbeat");
    }

    @Test
    void run_ids_go_on_behind_the_block_that_was_given_out_last() {
        PG.run("drop schema public cascade; create schema public");
        Database.open(StoreSettings.server(PG.url())).close();
        assertThat(PG.ask("select nextval('run_id_seq')")).isEqualTo("1");

        PG.run("drop schema public cascade; create schema public");
        Flyway.configure().dataSource(PG.url(), null, null).target("1").load().migrate();
        assertThat(PG.ask("select nextval('run_id_seq') from generate_series(1, 2) order by 1 desc"))
                .isEqualTo("51");
        Database.open(StoreSettings.server(PG.url())).close();
        assertThat(PG.ask("select nextval('run_id_seq') from generate_series(1, 2)"))
                .isEqualTo("101");
        assertThat(PG.ask("select nextval('run_id_seq')")).isEqualTo("103");
    }

    @Test
    void a_schema_newer_than_the_program_is_refused() {
        future();
        try {
            assertThatThrownBy(() -> Database.open(StoreSettings.server(PG.url())))
                    .isInstanceOf(DownbeatException.class)
                    .hasMessageContaining("9999")
                    .hasMessageContaining("newer Downbeat");
        } finally {
            PG.run("delete from flyway_schema_history where version = '9999'");
        }
    }

    @Test
    void a_newer_schema_that_was_made_for_this_program_too_is_used() {
        future();
        int known;
        try (Database database = Database.openAsIs(StoreSettings.server(PG.url()))) {
            known = database.schema().known();
            assertThat(database.schema().usable()).isFalse();
            assertThat(database.schema().newer()).containsExactly(9999);
        }
        try {
            PG.run("insert into schema_compatibility (version, oldest) values (9999, %d)".formatted(known + 1));
            assertThatThrownBy(() -> Database.open(StoreSettings.server(PG.url())))
                    .hasMessageContaining("9999");

            PG.run("update schema_compatibility set oldest = %d where version = 9999".formatted(known));
            try (Database database = Database.open(StoreSettings.server(PG.url()))) {
                assertThat(database.schema().usable()).isTrue();
                assertThat(database.schema().applied()).isEqualTo(9999);
                assertThat(database.schema().known()).isEqualTo(known);
            }
        } finally {
            PG.run("delete from flyway_schema_history where version = '9999'");
            PG.run("delete from schema_compatibility where version = 9999");
        }
    }

    private static void future() {
        PG.run("""
                insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by,
                                                   execution_time, success)
                values (9999, '9999', 'the future', 'SQL', 'V9999__the_future.sql', 'test', 1, true)
                """);
    }

    @Test
    void what_is_pending_is_told_without_a_change() {
        PG.run("drop schema public cascade; create schema public");
        try (Database database = Database.openAsIs(StoreSettings.server(PG.url()))) {
            SchemaReport empty = database.schema();
            assertThat(empty.applied()).isZero();
            assertThat(empty.pending()).hasSizeGreaterThan(10).first().matches(first -> first.version() == 1);
            assertThat(PG.ask("select count(*) from pg_tables where schemaname = 'public'"))
                    .isEqualTo("0");

            database.build("public", 16);
            SchemaReport older = database.schema();
            assertThat(older.applied()).isEqualTo(16);
            assertThat(older.pending()).contains(new SchemaReport.Pending(17, "operations", 16));
            assertThat(older.rolling()).isTrue();
        } finally {
            Database.open(StoreSettings.server(PG.url())).close();
        }
    }

    @Test
    void a_migration_that_others_cannot_live_with_waits_until_they_have_stopped() {
        PG.run("drop schema public cascade; create schema public");
        try (Database database = Database.openAsIs(StoreSettings.server(PG.url()))) {
            database.build("public", 15);
            PG.run("""
                    insert into scheduler (owner, host, pid, lease_until)
                    values ('there/12', 'there', 12, now() + interval '1 minute')
                    """);
            assertThat(database.schema().rolling()).isFalse();
            assertThatThrownBy(() -> Database.open(StoreSettings.server(PG.url())))
                    .isInstanceOf(DownbeatException.class)
                    .hasMessageContaining("there/12")
                    .hasMessageContaining("stop it first");

            PG.run("update scheduler set fenced = true");
        }
        Database.open(StoreSettings.server(PG.url())).close();
        assertThat(PG.ask("select count(*) from schema_compatibility")).isNotEqualTo("0");
    }

    @Test
    void a_migration_does_not_make_others_wait_behind_it() throws SQLException {
        PG.run("drop schema public cascade; create schema public");
        try (Database database = Database.openAsIs(StoreSettings.server(PG.url()));
                Connection reader = PG.connect()) {
            database.build("public", 1);
            reader.setAutoCommit(false);
            try (Statement statement = reader.createStatement()) {
                statement.execute("select from dag_run");
            }
            assertThatThrownBy(() -> Database.open(StoreSettings.server(PG.url())))
                    .hasMessageContaining("something holds a table for long");
        }
        Database.open(StoreSettings.server(PG.url())).close();
    }

    @Test
    void each_migration_from_now_on_says_which_programs_may_use_it() {
        try (Database database = Database.openAsIs(StoreSettings.server(PG.url()))) {
            PG.run("drop schema public cascade; create schema public");
            List<SchemaReport.Pending> all = database.schema().pending();
            String told = all.stream()
                    .filter(migration -> migration.version() > 17)
                    .map(migration -> String.valueOf(migration.version()))
                    .collect(Collectors.joining(","));
            database.migrate();
            assertThat(
                            PG.ask(
                                    "select coalesce(string_agg(version::text, ',' order by version), '') from schema_compatibility where version > 17"))
                    .isEqualTo(told);
        }
    }

    @Test
    void a_server_that_is_not_there_is_named_without_the_password() {
        assertThatThrownBy(() -> Database.open(StoreSettings.server("postgresql://ada:secret@127.0.0.1:1/flows")))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("127.0.0.1:1/flows")
                .hasMessageNotContaining("secret");
    }
}
