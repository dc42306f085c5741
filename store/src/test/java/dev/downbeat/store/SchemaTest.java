package dev.downbeat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.testkit.PgExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        PG.run("""
                insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by,
                                                   execution_time, success)
                values (9999, '9999', 'the future', 'SQL', 'V9999__the_future.sql', 'test', 1, true)
                """);
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
    void a_server_that_is_not_there_is_named_without_the_password() {
        assertThatThrownBy(() -> Database.open(StoreSettings.server("postgresql://ada:secret@127.0.0.1:1/flows")))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("127.0.0.1:1/flows")
                .hasMessageNotContaining("secret");
    }
}
