package dev.downbeat.operators.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.RunningTask;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class SqlDuckdbTest {
    @TempDir
    Path folder;

    private FakeTaskContext context;

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder)
                .with(new Connection(
                        "warehouse", "duckdb", "", 0, Connection.Login.NONE, "data/warehouse.db", Map.of()));
    }

    @Test
    void a_script_and_then_queries_of_every_shape() throws Exception {
        assertThat(run("""
                connection: warehouse
                script: |
                  create table t (id integer, name varchar);
                  insert into t values (1, 'a'), (2, 'grün'), (:id, :name);
                  delete from t where id = 1;
                params: { id: 3, name: "it's; --" }
                """)).isEqualTo(done(Map.of("statements", 3, "updated", 4L)));
        assertThat(context.dags().resolve("data/warehouse.db")).exists();

        output("{connection: warehouse, query: select * from t order by id}")
                .containsEntry("row_count", 2)
                .containsEntry("columns", List.of("id", "name"))
                .containsEntry("rows", List.of(Map.of("id", 2, "name", "grün"), Map.of("id", 3, "name", "it's; --")))
                .doesNotContainKey("value");
        output("{connection: warehouse, query: select count(*) from t;}").containsEntry("value", 2L);
        output("{connection: warehouse, query: 'select name from t where id = ?', params: [2], fetch: value}")
                .containsEntry("value", "grün")
                .doesNotContainKey("rows");
        output(
                        "{url: 'duckdb:data/warehouse.db', query: 'select * from t where id = any(:ids)', params: {ids: [2]}, fetch: row}")
                .containsEntry("row", Map.of("id", 2, "name", "grün"));
    }

    @Test
    void values_of_every_type_become_json() throws Exception {
        var expected = new LinkedHashMap<String, Object>();
        expected.put("i", 1);
        expected.put("h", new java.math.BigInteger("170141183460469231731687303715884105727"));
        expected.put("dec", new java.math.BigDecimal("1.50"));
        expected.put("nan", null);
        expected.put("f", 0.1);
        expected.put("b", true);
        expected.put("d", "2026-03-01");
        expected.put("t", "06:00:00");
        expected.put("ts", "2026-03-01T06:00:00");
        expected.put("tz", "2026-03-01T04:00:00Z");
        expected.put("l", Arrays.asList(1, null));
        expected.put("s", Map.of("a", 1, "b", List.of("x")));
        expected.put("m", Map.of("k", "2026-01-01"));
        expected.put("bin", "AQI=");
        expected.put("u", "176b5a02-c85f-4444-91ef-2212907c0f46");
        expected.put("j", Map.of("a", List.of(1, 2)));
        expected.put("n", null);

        output("""
                url: "duckdb:"
                fetch: row
                query: |
                  select 1 as i, 170141183460469231731687303715884105727::hugeint as h, 1.5::decimal(10,2) as dec,
                    'nan'::double as nan, 0.1::float as f, true as b, date '2026-03-01' as d, time '06:00' as t,
                    timestamp '2026-03-01 06:00' as ts, timestamptz '2026-03-01 06:00+02' as tz, [1, null] as l,
                    {'a': 1, 'b': ['x']} as s, map {'k': date '2026-01-01'} as m, '\\x01\\x02'::blob as bin,
                    '176b5a02-c85f-4444-91ef-2212907c0f46'::uuid as u, '{"a": [1, 2]}'::json as j, null as n
                """).containsEntry("row", expected);
    }

    @Test
    void a_result_goes_to_a_file_in_every_format() throws Exception {
        for (String name : List.of("a.parquet", "a.csv", "a.json", "out/a.jsonl")) {
            output(
                            "{url: 'duckdb:', query: 'select i as id, ''x'' as name from range(:n) r(i) -- all', params: {n: 3}, to: %s}"
                                    .formatted(name))
                    .containsEntry("path", context.dags().resolve(name).toString())
                    .containsEntry("row_count", 3L)
                    .containsEntry("columns", List.of("id", "name"));
            output("{url: 'duckdb:', query: \"select sum(id) as s, any_value(name) as n from '%s'\", fetch: row}"
                            .formatted(name))
                    .extractingByKey("row", InstanceOfAssertFactories.MAP)
                    .containsEntry("n", "x");
        }
        assertThat(context.dags().resolve("a.csv")).hasContent("id,name\n0,x\n1,x\n2,x\n");
        assertThat(context.dags()).isDirectoryNotContaining("glob:**.part");
        assertTerminal("{url: 'duckdb:', query: select 1, to: a.xlsx}", ErrorCode.BAD_INPUT, "ends with none of .csv");
    }

    @Test
    void empty_data_is_an_error_unless_allowed() throws Exception {
        context.write("old.csv", "kept");

        assertTerminal("{url: 'duckdb:', query: select 1 limit 0, to: old.csv}", ErrorCode.EMPTY_DATA, "found no rows");
        assertThat(context.dags().resolve("old.csv")).hasContent("kept");
        assertTerminal("{url: 'duckdb:', query: select 1 limit 0, fetch: value}", ErrorCode.EMPTY_DATA, "no rows");
        assertTerminal("{url: 'duckdb:', query: select 1 limit 0, fetch: row}", ErrorCode.EMPTY_DATA, "no rows");

        output("{url: 'duckdb:', query: select 1 as a limit 0}").containsEntry("rows", List.of());
        output("{url: 'duckdb:', query: select 1 as a limit 0, fetch: value, allow_empty: true}")
                .containsEntry("value", null);
        output("{url: 'duckdb:', query: select 1 as a limit 0, to: old.csv, allow_empty: true}")
                .containsEntry("row_count", 0L);
        assertThat(context.dags().resolve("old.csv")).hasContent("a\n");
    }

    @Test
    void results_that_do_not_fit_say_so() {
        assertTerminal(
                "{url: 'duckdb:', query: select * from range(10001)}",
                ErrorCode.LIMIT_EXCEEDED,
                "write it to a file with to: NAME.parquet");
        assertTerminal(
                "{url: 'duckdb:', query: \"select repeat('x', 1000000) from range(100)\"}",
                ErrorCode.LIMIT_EXCEEDED,
                "16 MB");
        assertTerminal("{url: 'duckdb:', query: 'select 1 as a, 2 as a'}", ErrorCode.BAD_INPUT, "are called 'a'");
        assertTerminal("{url: 'duckdb:', query: 'select 1, 2', fetch: value}", ErrorCode.BAD_INPUT, "needs one column");
        assertTerminal("{url: 'duckdb:', query: from range(2), fetch: row}", ErrorCode.BAD_INPUT, "the result has 2");
        assertTerminal("{url: 'duckdb:', query: select 1; select 2}", ErrorCode.BAD_INPUT, "use 'script'");
        assertTerminal("{url: 'duckdb:', query: create table t (i int)}", ErrorCode.BAD_INPUT, "returns no rows");
        assertTerminal("{url: 'mysql://x', query: select 1}", ErrorCode.BAD_INPUT, "'url' starts with");
        assertTerminal("{url: 'jdbc:nope:x', query: select 1}", ErrorCode.TASK_FAILED, "put the driver's jar");
        assertThatThrownBy(() -> run("{query: select 1}")).isInstanceOf(DownbeatException.class);
        assertThatThrownBy(() -> run("{url: 'duckdb:', script: x, to: a.csv}")).isInstanceOf(DownbeatException.class);
    }

    @Test
    void a_script_that_fails_leaves_nothing_and_names_the_line() throws Exception {
        run("{connection: warehouse, script: create table t as select 1 as id}");

        assertTerminal("""
                connection: warehouse
                script: |
                  insert into t values (2);

                  -- the wrong one
                  insert into nowhere values (3);
                """, ErrorCode.TASK_FAILED, "(line 4 of the script)");
        output("{connection: warehouse, query: select count(*) from t}").containsEntry("value", 1L);
    }

    @Test
    void many_tasks_use_one_file_at_once() throws Exception {
        run("{connection: warehouse, script: create table t (id integer)}");
        List<RunningTask> tasks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            tasks.add(RunningTask.start(
                    new Sql(),
                    config("{connection: warehouse, script: insert into t values (%d)}".formatted(i)),
                    context));
        }
        for (RunningTask task : tasks) {
            task.result();
        }
        output("{connection: warehouse, query: select count(distinct id) from t}")
                .containsEntry("value", 16L);
    }

    @Test
    void files_are_looked_for_in_the_folder_of_the_dag_and_times_are_utc() throws Exception {
        context.write("raw/users.csv", "id,seen\n1,2026-03-01 00:30:00+02\n");

        output("{url: 'duckdb:', query: \"select seen, date_trunc('day', now())::varchar like '%00:00:00+00' as utc "
                        + "from read_csv('raw/users.csv')\", fetch: row}")
                .containsEntry("row", Map.of("seen", "2026-02-28T22:30:00Z", "utc", true));
    }

    @Test
    void cancel_stops_a_query_that_would_run_for_hours() throws Exception {
        var task = RunningTask.start(
                new Sql(), config("{url: 'duckdb:', query: select sum(random()) from range(1000000000000)}"), context);

        task.cancel();

        assertThat(task.failure()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_statement_has_its_time() {
        assertThatThrownBy(() ->
                        run("{url: 'duckdb:', timeout: 1s, query: select sum(random()) from range(1000000000000)}"))
                .isInstanceOfSatisfying(TaskFailedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TASK_TIMEOUT);
                    assertThat(e.canRetry()).isTrue();
                });
    }

    private MapAssert<Object, Object> output(String yaml) throws Exception {
        return assertThat(run(yaml))
                .asInstanceOf(InstanceOfAssertFactories.type(TaskResult.Done.class))
                .extracting(TaskResult.Done::output)
                .asInstanceOf(InstanceOfAssertFactories.MAP);
    }

    private void assertTerminal(String yaml, ErrorCode code, String message) {
        assertThatThrownBy(() -> run(yaml))
                .isInstanceOfSatisfying(TaskFailedException.class, e -> {
                    assertThat(e.canRetry()).isFalse();
                    assertThat(e.code()).isEqualTo(code);
                })
                .hasMessageContaining(message);
    }

    private TaskResult run(String yaml) throws Exception {
        return new Sql().run(config(yaml), context);
    }

    private static Sql.Config config(String yaml) {
        return Settings.yaml(Sql.Config.class, yaml);
    }

    private static TaskResult done(Object output) {
        return new TaskResult.Done(output);
    }
}
