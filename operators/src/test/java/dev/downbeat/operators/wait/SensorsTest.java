package dev.downbeat.operators.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.downbeat.operators.FakeRuns;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.Settings;
import dev.downbeat.operators.http.WaitForHttp;
import dev.downbeat.operators.sql.WaitForSql;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.OtherRuns.Asker;
import dev.downbeat.sdk.operator.OtherRuns.OtherRun;
import dev.downbeat.sdk.operator.OtherRuns.Start;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.TaskResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The sensors that ask somebody else: a database, a server, Python.
@Timeout(60)
class SensorsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");

    @TempDir
    Path folder;

    private FakeTaskContext context;

    @BeforeEach
    void open() {
        context = new FakeTaskContext(folder);
    }

    @Test
    void a_query_is_looked_at_by_the_first_value_of_its_first_row() throws Exception {
        assertThat(sql("select 1 as n where false")).isEqualTo(Look.notYet("the query finds no row"));
        assertThat(sql("select 0 as n")).isEqualTo(Look.notYet("the query finds n = 0"));
        assertThat(sql("select null as n, 2 as m")).isEqualTo(Look.notYet("the query finds n = null"));
        assertThat(sql("select 'x' as n, 2 as m")).isEqualTo(Look.found(Map.of("n", "x", "m", 2)));
        assertThat(sql("select false as ready")).isEqualTo(Look.notYet("the query finds ready = false"));
    }

    @Test
    void a_server_is_waited_for_until_it_answers_as_wanted() throws Exception {
        var answer = new AtomicReference<>("{\"state\": \"RUNNING\"}");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/job", exchange -> {
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.get().isEmpty() ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/job";
        server.start();
        try {
            assertThat(http(url, "json_path: $.state, equals: DONE")).isEqualTo(Look.notYet("$.state is \"RUNNING\""));
            assertThat(http(url, "json_path: $.rows")).isEqualTo(Look.notYet("$.rows is not there"));
            answer.set("{\"state\": \"DONE\", \"rows\": 3}");
            assertThat(http(url, "json_path: $.state, equals: DONE")).isEqualTo(Look.found("DONE"));
            assertThat(http(url, "json_path: $.rows, equals: \"3\"")).isEqualTo(Look.found(3));
            answer.set("");
            assertThat(http(url, "method: GET")).isEqualTo(Look.notYet("GET " + url + ": status 503"));
        } finally {
            server.stop(0);
        }
        assertThat(http(url, "method: GET")).isInstanceOf(Look.NotYet.class);
    }

    @Test
    void a_python_function_says_whether_it_is_there() throws Exception {
        context.write("ready.py", """
                import os, downbeat
                def ready(name):
                    if name == "never":
                        raise downbeat.Skip("it will not come")
                    return name if os.path.exists(name) else None
                """);
        var sensor = new WaitForPython();
        assertThat(poke(sensor, "{file: ready.py, call: ready, args: [a.csv]}"))
                .isEqualTo(Look.notYet("ready() is not true"));
        context.write("a.csv", "a");
        assertThat(poke(sensor, "{file: ready.py, call: ready, args: [a.csv]}")).isEqualTo(Look.found("a.csv"));
        assertThat(poke(sensor, "{file: ready.py, call: ready, args: [never]}"))
                .isEqualTo(new Look.Ended(new TaskResult.Skipped("it will not come")));
    }

    @Test
    void another_dag_is_waited_for_by_the_logical_date_of_this_run() throws Exception {
        var sensor = new WaitForDag();
        var known = new AtomicReference<Optional<OtherRun>>(Optional.empty());
        context.otherRuns(new FakeRuns((dag, date, task) -> {
            assertThat(dag).isEqualTo("sales");
            assertThat(date).isEqualTo(FakeTaskContext.LOGICAL_DATE);
            return known.get();
        }));
        String failing = "{dag: sales, failed_states: [failed]}";
        assertThat(poke(sensor, failing)).isEqualTo(Look.notYet("no run of sales for 2026-03-01T06:00:00Z"));
        known.set(Optional.of(new OtherRun(9, "running", NOW, Map.of())));
        assertThat(poke(sensor, failing)).isEqualTo(Look.notYet("run 9 of sales: running"));
        known.set(Optional.of(new OtherRun(9, "success", NOW, Map.of())));
        assertThat(poke(sensor, failing))
                .isEqualTo(Look.found(Map.of("run", 9L, "state", "success", "date", "2026-03-01T06:00:00Z")));
        known.set(Optional.of(new OtherRun(9, "failed", NOW, Map.of())));
        assertThat(poke(sensor, "{dag: sales}")).isEqualTo(Look.notYet("run 9 of sales: failed"));
        assertThatThrownBy(() -> poke(sensor, failing)).hasMessage("run 9 of sales: failed");
    }

    @Test
    void a_task_of_another_dag_has_to_be_done_in_all_its_instances() throws Exception {
        var sensor = new WaitForDag();
        var states = new AtomicReference<>(Map.of("success", 2, "running", 1));
        context.otherRuns(new FakeRuns((dag, date, task) -> {
            assertThat(date).isNull();
            return Optional.of(new OtherRun(9, "running", NOW, states.get()));
        }));
        String settings = "{dag: sales, task: load, latest: true}";
        assertThat(poke(sensor, settings)).isEqualTo(Look.notYet("task load in run 9 of sales: running, 2 success"));
        states.set(Map.of("success", 3));
        assertThat(poke(sensor, settings)).isInstanceOf(Look.Found.class);
        assertThatThrownBy(() -> poke(sensor, "{dag: sales, task: load, states: [sucess]}"))
                .hasMessage("'sucess' is no state of a task: did you mean 'success'?");
    }

    @Test
    void a_run_of_another_dag_is_started_once_and_waited_for() throws Exception {
        var sensor = new TriggerDag();
        var runs = new FakeRuns((dag, date, task) -> Optional.empty());
        context.otherRuns(runs);
        String settings = "{dag: train, params: {country: fi}, wait_for_completion: true}";

        assertThat(poke(sensor, settings)).isEqualTo(Look.notYet("run 101 of train: queued", 101L));
        context.state(101L);
        runs.state("running");
        assertThat(poke(sensor, settings)).isEqualTo(Look.notYet("run 101 of train: running", 101L));
        runs.state("success");
        assertThat(poke(sensor, settings)).isEqualTo(Look.found(Map.of("run", 101L, "dag", "train")));
        runs.state("failed");
        assertThatThrownBy(() -> poke(sensor, settings)).hasMessage("run 101 of train: failed");
        assertThat(runs.started())
                .containsExactly(new Start("train", Map.of("country", "fi"), null, new Asker(7, "job", -1, 2)));

        context.state(null);
        assertThat(poke(sensor, "{dag: train}")).isEqualTo(Look.found(Map.of("run", 102L, "dag", "train")));
    }

    @Test
    void a_while_and_a_moment_are_left_to_a_timer() {
        var until = new WaitUntil(() -> NOW).run(new WaitUntil.Config("18:00", "UTC"), context);
        var after = new WaitFor(() -> NOW).run(new WaitFor.Config(java.time.Duration.ofMinutes(10)), context);

        assertThat(until)
                .isEqualTo(new TaskResult.Deferred(
                        Instant.parse("2026-03-01T18:00:00Z"), false, "waits until 2026-03-01T18:00:00Z", null));
        assertThat(after)
                .isEqualTo(
                        new TaskResult.Deferred(NOW.plusSeconds(600), false, "waits until 2026-03-01T06:10:00Z", null));
    }

    private Look sql(String query) throws Exception {
        return poke(new WaitForSql(), "{url: 'duckdb:', query: \"%s\"}".formatted(query));
    }

    private Look http(String url, String settings) throws Exception {
        return poke(new WaitForHttp(), "{url: '%s', %s}".formatted(url, settings));
    }

    private <C extends Record> Look poke(Sensor<C> sensor, String yaml) throws Exception {
        return sensor.poke(Settings.yaml(sensor.config(), yaml), context);
    }
}
