package dev.downbeat.operators.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.RunningTask;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class SqlPostgresTest {
    private static EmbeddedPostgres postgres;

    @TempDir
    Path folder;

    private FakeTaskContext context;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder)
                .with(new Connection(
                        "pg",
                        "postgresql",
                        "localhost",
                        postgres.getPort(),
                        new Connection.Login("postgres", "secret-password"),
                        "postgres",
                        Map.of("sslmode", "disable")));
    }

    @Test
    void values_are_bound_where_the_server_knows_the_type() throws Exception {
        run("""
            connection: pg
            script: |
              drop table if exists bound;
              create table bound (d date, j jsonb, ids int[], n numeric(10,2), at timestamptz, u uuid);
              insert into bound values (:d, :j, :ids, :n, :at, :u);
            params:
              d: "2026-03-01"
              j: { a: [1, "x"] }
              ids: [1, 2]
              n: 1.5
              at: "2026-03-01T06:00:00+02:00"
              u: 176b5a02-c85f-4444-91ef-2212907c0f46
            """);

        var expected = new LinkedHashMap<String, Object>();
        expected.put("d", "2026-03-01");
        expected.put("j", Map.of("a", List.of(1, "x")));
        expected.put("ids", List.of(1, 2));
        expected.put("n", new BigDecimal("1.50"));
        expected.put("at", "2026-03-01T04:00:00Z");
        expected.put("u", "176b5a02-c85f-4444-91ef-2212907c0f46");
        output("{connection: pg, query: 'select * from bound where j ? :k and u = any(:us)', fetch: row, "
                        + "params: {k: a, us: [176b5a02-c85f-4444-91ef-2212907c0f46]}}")
                .containsEntry("row", expected);
    }

    @Test
    void a_result_goes_to_a_parquet_file_with_its_types() throws Exception {
        output("""
                connection: pg
                to: out.parquet
                query: |
                  select i as id, i::bigint as big, 'n' || i as name, (i / 4.0)::numeric(10,2) as price, i / 3.0 as share,
                    date '2026-03-01' + i as day, timestamp '2026-03-01 06:00' as seen,
                    timestamptz '2026-03-01 06:00+02' as tz, i % 2 = 0 as even, array[i, null] as list,
                    '\\x0102'::bytea as bin, '{"a": 1}'::jsonb as j, null::int as nothing, 1.5::real as r
                  from generate_series(1, 5000) i
                """).containsEntry("row_count", 5000L);

        output("{url: 'duckdb:', query: \"select column_name as name, column_type as type from "
                        + "(describe select * from 'out.parquet')\"}")
                .extractingByKey("rows", InstanceOfAssertFactories.LIST)
                .extracting(row -> String.valueOf(((Map<?, ?>) row).get("type")))
                .containsExactly(
                        "INTEGER",
                        "BIGINT",
                        "VARCHAR",
                        "DECIMAL(10,2)",
                        "DOUBLE",
                        "DATE",
                        "TIMESTAMP",
                        "TIMESTAMP WITH TIME ZONE",
                        "BOOLEAN",
                        "INTEGER[]",
                        "BLOB",
                        "VARCHAR",
                        "INTEGER",
                        "FLOAT");
        var expected = new LinkedHashMap<String, Object>();
        expected.put("id", 2);
        expected.put("price", new BigDecimal("0.50"));
        expected.put("day", "2026-03-03");
        expected.put("seen", "2026-03-01T06:00:00");
        expected.put("tz", "2026-03-01T04:00:00Z");
        expected.put("even", true);
        expected.put("list", Arrays.asList(2, null));
        expected.put("bin", "AQI=");
        expected.put("nothing", null);
        output("{url: 'duckdb:', fetch: row, query: \"select id, price, day, seen, tz, even, list, bin, nothing "
                        + "from 'out.parquet' where id = 2\"}")
                .containsEntry("row", expected);
        assertThatThrownBy(() -> run("{connection: pg, query: select 1 as a where false, to: none.csv}"))
                .hasMessageContaining("found no rows");
        output("{connection: pg, query: 'select :a::int as a', params: {a: 1}, to: one.csv}")
                .containsEntry("row_count", 1L);
        assertThat(context.dags().resolve("one.csv")).hasContent("a\n1\n");
    }

    @Test
    void an_error_says_what_the_server_says_and_never_the_password() {
        assertThatThrownBy(() -> run("{connection: pg, script: 'select 1;\n\nselect * from nowhere'}"))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse())
                .hasMessageContaining("SQLSTATE 42P01: ERROR: relation \"nowhere\" does not exist")
                .hasMessageContaining("(line 2 of the script)");
        context.with(new Connection(
                "gone", "postgresql", "localhost", 1, new Connection.Login("me", "secret-password"), "db", Map.of()));
        assertThatThrownBy(() -> run("{connection: gone, query: select 1}"))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isTrue())
                .hasMessageContaining("SQLSTATE 08001")
                .hasMessageNotContaining("secret-password");
    }

    @Test
    void statements_outside_of_a_transaction() throws Exception {
        assertThatThrownBy(() -> run("{connection: pg, script: vacuum}"))
                .hasMessageContaining("set transaction: false");
        assertThat(run("{connection: pg, script: vacuum, transaction: false}"))
                .isEqualTo(TaskResult.of(Map.of("statements", 1, "updated", 0L)));
    }

    @Test
    void cancel_stops_the_query_on_the_server() throws Exception {
        var task = RunningTask.start(new Sql(), config("{connection: pg, query: select pg_sleep(1000)}"), context);

        task.cancel();

        assertThat(task.failure()).isInstanceOf(InterruptedException.class);
        output("{connection: pg, query: select count(*) from pg_stat_activity where query like '%pg_sleep(1000)%' "
                        + "and pid <> pg_backend_pid() and state = 'active'}")
                .containsEntry("value", 0L);
    }

    private MapAssert<Object, Object> output(String yaml) throws Exception {
        return assertThat(run(yaml))
                .asInstanceOf(InstanceOfAssertFactories.type(TaskResult.Done.class))
                .extracting(TaskResult.Done::output)
                .asInstanceOf(InstanceOfAssertFactories.MAP);
    }

    private TaskResult run(String yaml) throws Exception {
        return new Sql().run(config(yaml), context);
    }

    private static Sql.Config config(String yaml) {
        return Settings.yaml(Sql.Config.class, yaml);
    }
}
