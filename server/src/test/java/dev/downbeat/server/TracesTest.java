package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.model.RunId;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.runtime.Settings;
import dev.downbeat.sdk.operator.RunTrace;
import dev.downbeat.testkit.PgExtension;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir
    private Path folder;

    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final Queue<String> called = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/traces", exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("X-Tenant")).isEqualTo("ours");
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes())
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.createContext("/call", exchange -> {
            called.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        Files.createDirectories(folder.resolve("dags"));
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(receiver.getAddress().getPort(), path);
    }

    private Settings settings(String traces) {
        var none = Settings.Operations.NONE;
        return new Settings(
                folder.resolve("home"),
                new Settings.Database(PG.url(), 6),
                new Settings.Dags(folder.resolve("dags"), Duration.ofSeconds(1)),
                new Settings.Http("127.0.0.1", 0),
                new Settings.Engine(8, Duration.ofSeconds(10)),
                new Settings.Log("info", false),
                new Settings.Operations(
                        none.retention(),
                        none.statsd(),
                        new Settings.Otlp("", traces, Map.of("X-Tenant", "ours")),
                        none.interval()));
    }

    private static void await(Downbeat downbeat, long run, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> downbeat.api().run(run).summary().state().equals(state));
    }

    private Span span(String name) {
        List<Span> found =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void a_run_is_a_trace_from_its_caller_to_what_its_tasks_call() throws IOException {
        Files.writeString(folder.resolve("dags/calls.yaml"), """
                id: calls
                tasks:
                  shell: { bash: 'printf "%%s" "$TRACEPARENT"' }
                  snake: { needs: shell, python: { script: "import os; print(os.environ['TRACEPARENT'])" } }
                  call: { needs: snake, http: { url: "%s" } }
                  child: { needs: call, executor: process, http: { url: "%s" } }
                  broken: { needs: child, bash: "exit 3", retries: 1, retry_delay: 10ms }
                """.formatted(url("/call"), url("/call")));
        Settings settings = settings(url("/v1/traces"));
        try (Downbeat downbeat = Downbeat.open(settings, Mode.SERVE);
                var web = new Web(downbeat, settings)) {
            var answer = web.post("/api/v1/dags/calls/runs", "{}", "traceparent", CALLER);
            assertThat(answer.statusCode()).isEqualTo(201);
            long run = Long.parseLong(answer.body().replaceAll("(?s).*?\"id\"\\s*:\\s*(\\d+).*", "$1"));
            await(downbeat, run, "failed");
            Awaitility.await()
                    .until(() -> spans.stream().anyMatch(span -> span.getName().equals("run calls")));

            Span whole = span("run calls");
            assertThat(hex(whole.getTraceId())).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(hex(whole.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
            assertThat(whole.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(whole.getAttributesList())
                    .extracting(KeyValue::getKey)
                    .contains("downbeat.dag", "downbeat.run", "downbeat.state");
            for (String task : List.of("shell", "snake", "call", "child")) {
                Span wait = span("wait " + task);
                Span attempt = span(task);
                assertThat(attempt.getParentSpanId()).isEqualTo(whole.getSpanId());
                assertThat(wait.getParentSpanId()).isEqualTo(whole.getSpanId());
                assertThat(attempt.getTraceId()).isEqualTo(whole.getTraceId());
                assertThat(wait.getEndTimeUnixNano()).isEqualTo(attempt.getStartTimeUnixNano());
                assertThat(attempt.getEndTimeUnixNano()).isGreaterThanOrEqualTo(attempt.getStartTimeUnixNano());
            }
            assertThat(spans)
                    .filteredOn(span -> span.getName().equals("broken"))
                    .hasSize(2)
                    .allMatch(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
                    .extracting(Span::getSpanId)
                    .doesNotHaveDuplicates();

            String trace = hex(whole.getTraceId());
            assertThat(downbeat.api().log(run, "shell", -1, 0, 0, 1000).text())
                    .contains("00-%s-%s-01".formatted(trace, hex(span("shell").getSpanId())));
            assertThat(downbeat.api().log(run, "snake", -1, 0, 0, 1000).text())
                    .contains("00-%s-%s-01".formatted(trace, hex(span("snake").getSpanId())));
            assertThat(called)
                    .containsExactly(
                            "00-%s-%s-01".formatted(trace, hex(span("call").getSpanId())),
                            "00-%s-%s-01".formatted(trace, hex(span("child").getSpanId())));
            assertThat(web.get("/metrics").body())
                    .contains("downbeat_traces_spans_total{outcome=\"sent\"} " + spans.size());
        }
    }

    @Test
    void the_parts_of_a_run_that_two_servers_drove_are_one_trace() throws IOException {
        Files.writeString(folder.resolve("dags/waits.yaml"), """
                id: waits
                tasks:
                  first: { bash: "true" }
                  second: { needs: first, bash: "until [ -e go ]; do sleep 0.05; done" }
                """);
        Settings settings = settings(url("/v1/traces"));
        long run;
        try (Downbeat downbeat = Downbeat.open(settings, Mode.SERVE);
                var web = new Web(downbeat, settings)) {
            run = downbeat.api()
                    .trigger("waits", new TriggerRequest(Map.of(), null, null))
                    .id();
            Awaitility.await()
                    .until(() -> downbeat.api().run(run).tasks().stream()
                            .anyMatch(task ->
                                    task.task().equals("second") && task.state().equals("running")));
            assertThat(web.get("/health/ready").statusCode()).isEqualTo(200);
        }
        Files.writeString(folder.resolve("dags/go"), "");
        try (Downbeat downbeat = Downbeat.open(settings, Mode.SERVE);
                var web = new Web(downbeat, settings)) {
            await(downbeat, run, "success");
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(spans).extracting(Span::getName).contains("run waits"));
            RunTrace trace = RunTrace.of(downbeat.spec(new RunId(run)).orElseThrow());
            assertThat(web.get("/health/ready").statusCode()).isEqualTo(200);

            assertThat(spans.stream().map(span -> hex(span.getTraceId())).collect(Collectors.toSet()))
                    .containsExactly(trace.traceId());
            assertThat(hex(span("run waits").getSpanId())).isEqualTo(trace.runSpan());
            assertThat(hex(span("first").getParentSpanId())).isEqualTo(trace.runSpan());
            assertThat(spans).extracting(Span::getName).contains("first", "second", "wait first");
        }
    }

    @Test
    void a_receiver_that_is_away_holds_nothing_up() throws IOException {
        Files.writeString(folder.resolve("dags/quick.yaml"), "id: quick\ntasks:\n  a: { noop: {} }\n");
        Settings settings = settings("http://127.0.0.1:1/v1/traces");
        try (Downbeat downbeat = Downbeat.open(settings, Mode.SERVE);
                var web = new Web(downbeat, settings)) {
            long run = downbeat.api()
                    .trigger("quick", new TriggerRequest(Map.of(), null, null))
                    .id();
            await(downbeat, run, "success");
            Awaitility.await()
                    .until(() ->
                            web.get("/metrics").body().contains("downbeat_traces_spans_total{outcome=\"dropped\"} 3"));
        }
    }
}
