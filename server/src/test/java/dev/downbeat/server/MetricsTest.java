package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.runtime.Settings;
import dev.downbeat.testkit.PgExtension;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final String DAG = """
            id: steps
            tasks:
              good: { bash: "true" }
              bad: { bash: "exit 1", needs: good, executor: process }
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write_the_dag() throws IOException {
        Files.createDirectories(folder.resolve("dags"));
        Files.writeString(folder.resolve("dags/steps.yaml"), DAG);
    }

    private Settings settings(Settings.Operations operations) {
        return new Settings(
                folder.resolve("home"),
                new Settings.Database(PG.url(), 6),
                new Settings.Dags(folder.resolve("dags"), Duration.ofSeconds(1)),
                new Settings.Http("127.0.0.1", 0),
                new Settings.Engine(8, Duration.ofSeconds(10)),
                new Settings.Log("info", false),
                operations);
    }

    private static void runOnce(Downbeat downbeat) {
        long run = downbeat.api()
                .trigger("steps", new TriggerRequest(Map.of(), null, null))
                .id();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> downbeat.api().run(run).summary().state().equals("failed"));
    }

    @Test
    void every_part_tells_of_latency_traffic_errors_and_saturation() {
        Settings settings = settings(Settings.Operations.NONE);
        try (Downbeat downbeat = Downbeat.open(settings, Mode.SERVE);
                var web = new Web(downbeat, settings)) {
            runOnce(downbeat);
            web.get("/api/v1/info");
            assertThat(web.get("/metrics").body()).contains("downbeat_pools 1.0");

            String metrics = web.get("/metrics").body();

            assertThat(metrics)
                    .contains(
                            "downbeat_task_transitions_total{state=\"success\"} 1.0",
                            "downbeat_task_duration_seconds_count{state=\"failed\"} 1",
                            "downbeat_task_wait_seconds_count{state=\"success\"} 1",
                            "downbeat_run_duration_seconds_count{state=\"failed\"} 1",
                            "downbeat_attempt_wait_seconds_count{executor=\"local\"} 1",
                            "downbeat_attempt_duration_seconds_count{executor=\"process\",outcome=\"failed\"} 1",
                            "downbeat_attempts_running{executor=\"local\"} 0.0",
                            "downbeat_journal_failures_total{reason=\"database\"} 0.0",
                            "downbeat_scheduler_healthy 1.0",
                            "downbeat_scheduler_shards 64.0",
                            "downbeat_database_connections_most 6.0",
                            "downbeat_alerts_pending 0.0",
                            "downbeat_pool_slots{pool=\"default\"} 128.0",
                            "downbeat_ready 1.0",
                            "http_server_requests_seconds_count{method=\"GET\",status=\"200\",uri=\"/api/v1/info\"} 1",
                            "process_files_open_files",
                            "jvm_memory_used_bytes")
                    .doesNotContain("NaN");
        }
    }

    @Test
    void statsd_gets_what_came_to_pass() throws IOException {
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (var flavor : Map.of(
                            "datadog", "downbeat.run.duration.count:1|c|#state:failed",
                            "etsy", "downbeat.run.duration.count.state.failed:1|c",
                            "telegraf", "downbeat.run.duration.count,state=failed:1|c",
                            "sysdig", "downbeat.run.duration.count#state=failed:1|c")
                    .entrySet()) {
                var none = Settings.Operations.NONE;
                Settings settings = settings(new Settings.Operations(
                        none.retention(),
                        new Settings.Statsd("127.0.0.1", receiver.getLocalPort(), flavor.getKey()),
                        none.otlp(),
                        Duration.ofSeconds(1)));
                try (Downbeat downbeat = Downbeat.open(settings, Mode.SERVE);
                        var web = new Web(downbeat, settings)) {
                    runOnce(downbeat);
                    assertThat(receive(receiver, flavor.getValue())).isEqualTo(flavor.getValue());
                    assertThat(web.get("/metrics").statusCode()).isEqualTo(200);
                }
            }
        }
    }

    private static String receive(DatagramSocket receiver, String wanted) throws IOException {
        receiver.setSoTimeout(30_000);
        var buffer = new byte[65_536];
        while (true) {
            var packet = new DatagramPacket(buffer, buffer.length);
            receiver.receive(packet);
            assertThat(packet.getLength()).isLessThanOrEqualTo(1_400);
            for (String line : new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8).split("\n", -1)) {
                assertThat(line).matches("[^:|]+:-?[0-9.]+\\|[cg](\\|#.*)?");
                if (line.equals(wanted)) {
                    return line;
                }
            }
        }
    }

    @Test
    void otlp_gets_metrics_with_the_headers_that_are_set() throws IOException {
        Set<String> names = ConcurrentHashMap.newKeySet();
        Set<String> headers = ConcurrentHashMap.newKeySet();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/metrics", exchange -> {
            headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
            ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes())
                    .getResourceMetricsList()
                    .forEach(resource -> resource.getScopeMetricsList()
                            .forEach(scope -> scope.getMetricsList().forEach(metric -> names.add(metric.getName()))));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        var none = Settings.Operations.NONE;
        String url =
                "http://127.0.0.1:%d/v1/metrics".formatted(receiver.getAddress().getPort());
        Settings settings = settings(new Settings.Operations(
                none.retention(),
                none.statsd(),
                new Settings.Otlp(url, "", Map.of("Authorization", "Bearer t0ken")),
                Duration.ofSeconds(1)));
        try (Downbeat downbeat = Downbeat.open(settings, Mode.SERVE);
                var web = new Web(downbeat, settings)) {
            runOnce(downbeat);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> names.containsAll(
                            List.of("downbeat.run.duration", "downbeat.scheduler.healthy", "jvm.memory.used")));
            assertThat(headers).contains("Bearer t0ken", "application/x-protobuf");
            assertThat(web.get("/metrics").body()).contains("downbeat_run_duration_seconds_count");
        } finally {
            receiver.stop(0);
        }
    }

    /// All that the dashboard asks for is there after a run.
    @Test
    void the_dashboard_names_only_metrics_that_a_server_has() throws IOException {
        String dashboard = Files.readString(Path.of("../dist/src/main/dist/grafana/downbeat.json"));
        Set<String> asked = Pattern.compile("\\b(?:downbeat|http_server|jvm|process|system)_[a-z_]+\\b")
                .matcher(dashboard)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
        Settings settings = settings(Settings.Operations.NONE);
        Files.writeString(folder.resolve("dags/timed.yaml"), """
                id: timed
                schedule: { every: 1s, start: 2024-01-01, catchup: false }
                tasks:
                  tick: { noop: {} }
                """);
        try (Downbeat downbeat = Downbeat.open(settings, Mode.SERVE);
                var web = new Web(downbeat, settings)) {
            runOnce(downbeat);
            System.gc();
            Awaitility.await().until(() -> {
                String metrics = web.get("/metrics").body();
                return metrics.contains("downbeat_schedule_lag_seconds_count")
                        && metrics.contains("jvm_gc_pause_seconds_sum");
            });
            Set<String> there = web.get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[{ ]", 2)[0])
                    .collect(Collectors.toSet());

            assertThat(asked).hasSizeGreaterThan(25);
            assertThat(there).containsAll(asked);
        }
    }
}
