package dev.downbeat.operators.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class NotifiersTest {
    private static final Map<String, Object> FAILURE = Map.ofEntries(
            Map.entry("event", "failure"),
            Map.entry("title", "Task load failed (run 7 of etl)"),
            Map.entry("text", "all of it"),
            Map.entry("dag", "etl"),
            Map.entry("run", 7),
            Map.entry("task", "load"),
            Map.entry("subject", "load[3]"),
            Map.entry("attempt", 2),
            Map.entry("try_number", 2),
            Map.entry("state", "failed"),
            Map.entry("error", "no rows in <users> & co"),
            Map.entry("log", "line one\nline two"),
            Map.entry("link", "http://127.0.0.1:8642/api/v1/runs/7"),
            Map.entry("raised_at", "2026-03-01T06:00:00Z"),
            Map.entry("fires_at", "2026-03-01T06:00:00Z"),
            Map.entry("covers", "2026-02-28T06:00:00Z to 2026-03-01T06:00:00Z"));

    @TempDir
    Path folder;

    private FakeTaskContext context;
    private HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    private record Received(String address, Map<String, List<String>> headers, String text) {
        @SuppressWarnings("unchecked") // JSON objects have string keys
        Map<String, Object> json() {
            return (Map<String, Object>) Json.read(text, Map.class);
        }
    }

    @BeforeEach
    void start() throws IOException {
        context = new FakeTaskContext(folder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(
                    new Received(exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), text));
            byte[] answer = (status == 200 ? "ok" : "no_service").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void slack_shows_what_happened_in_blocks() throws Exception {
        context.with(connection("slack", "services/T0/B0/secret", "", Map.of())).alert(FAILURE);

        run(new Slack(), "{}");

        Received sent = received.getFirst();
        assertThat(sent.address()).isEqualTo("/services/T0/B0/secret");
        assertThat(sent.json()).containsEntry("text", "Task load failed (run 7 of etl)");
        assertThat(sent.text())
                .contains("\"type\":\"header\"", "no rows in &lt;users&gt; &amp; co", "line one\\nline two")
                .contains("*Covers*\\n2026-02-28T06:00:00Z to 2026-03-01T06:00:00Z")
                .contains("<http://127.0.0.1:8642/api/v1/runs/7|Open run 7>");
    }

    @Test
    void slack_takes_a_text_and_a_secret_apart_from_the_address() throws Exception {
        context.with(connection("slack", "services", "T0/B0/secret", Map.of()));

        run(new Slack(), "{text: hello}");

        assertThat(received.getFirst().address()).isEqualTo("/services/T0/B0/secret");
        assertThat(received.getFirst().json()).isEqualTo(Map.of("text", "hello"));
        assertThatThrownBy(() -> run(new Slack(), "{}"))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("slack needs 'text' or 'blocks'");
    }

    @Test
    void teams_gets_an_adaptive_card_at_an_address_with_a_query() throws Exception {
        context.with(connection("teams", "workflows/1/run", "", Map.of("api-version", "1", "sig", "a/b+c=")))
                .alert(FAILURE);

        run(new Teams(), "{}");

        Received sent = received.getFirst();
        assertThat(sent.address()).isEqualTo("/workflows/1/run?api-version=1&sig=a%2Fb%2Bc%3D");
        assertThat(sent.json()).containsEntry("type", "message");
        assertThat(sent.text())
                .contains("application/vnd.microsoft.card.adaptive", "\"type\":\"AdaptiveCard\"", "\"FactSet\"")
                .contains("no rows in <users> & co", "Action.OpenUrl", "http://127.0.0.1:8642/api/v1/runs/7");
    }

    @Test
    void pagerduty_is_triggered_by_a_failure_and_resolved_by_a_success() throws Exception {
        context.with(connection("pagerduty", "", "R0UT1NG", Map.of())).alert(FAILURE);

        TaskResult triggered = run(new PagerDuty(), "{severity: critical, details: {team: data}}");
        context.alert(Map.of("event", "success", "dag", "etl", "task", "load", "title", "fine"));
        run(new PagerDuty(), "{}");

        assertThat(triggered)
                .isEqualTo(new TaskResult.Done(Map.of("dedup_key", "downbeat/etl/load", "action", "trigger")));
        Map<String, Object> trigger = received.get(0).json();
        assertThat(received.get(0).address()).isEqualTo("/v2/enqueue");
        assertThat(trigger)
                .containsEntry("routing_key", "R0UT1NG")
                .containsEntry("event_action", "trigger")
                .containsEntry("dedup_key", "downbeat/etl/load")
                .containsEntry("client_url", "http://127.0.0.1:8642/api/v1/runs/7");
        assertThat(Json.write(trigger.get("payload")))
                .contains("\"summary\":\"Task load failed (run 7 of etl)\"", "\"severity\":\"critical\"")
                .contains("\"source\":\"etl\"", "\"component\":\"load\"", "\"team\":\"data\"", "line one");
        assertThat(received.get(1).json())
                .isEqualTo(
                        Map.of("routing_key", "R0UT1NG", "event_action", "resolve", "dedup_key", "downbeat/etl/load"));
    }

    @Test
    void a_webhook_gets_the_whole_alert_signed() throws Exception {
        context.with(connection("webhook", "in", "", Map.of("secret", "s3cret", "token", "t", "header.X-Team", "data")))
                .alert(FAILURE);

        run(new Webhook(), "{headers: {X-Own: \"1\"}}");

        Received sent = received.getFirst();
        assertThat(sent.address()).isEqualTo("/in");
        assertThat(sent.json()).containsEntry("event", "failure").containsEntry("subject", "load[3]");
        String timestamp = header(sent, "X-Downbeat-Timestamp");
        assertThat(header(sent, "X-Downbeat-Signature"))
                .isEqualTo("sha256=" + Webhook.hmac("s3cret", timestamp + "." + sent.text()));
        assertThat(header(sent, "X-Downbeat-Event")).isEqualTo("failure");
        assertThat(header(sent, "Authorization")).isEqualTo("Bearer t");
        assertThat(header(sent, "X-Team")).isEqualTo("data");
        assertThat(header(sent, "X-Own")).isEqualTo("1");
        assertThat(header(sent, "Idempotency-Key")).startsWith("downbeat/7/");
    }

    @Test
    void the_signature_is_the_well_known_one() {
        // RFC 4231, test case 2
        assertThat(Webhook.hmac("Jefe", "what do ya want for nothing?"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void what_may_pass_is_tried_again_and_no_secret_is_shown() {
        context.with(connection("slack", "services/T0/B0/s3cret", "", Map.of()));
        for (int passing : List.of(429, 500, 503)) {
            status = passing;
            assertThatThrownBy(() -> run(new Slack(), "{text: hello}"))
                    .isInstanceOfSatisfying(
                            TaskFailedException.class,
                            e -> assertThat(e.canRetry()).isTrue())
                    .hasMessageContaining("Slack at")
                    .hasMessageContaining("status " + passing + ": no_service")
                    .hasMessageNotContaining("s3cret");
        }
        status = 404;
        assertThatThrownBy(() -> run(new Slack(), "{text: hello}"))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse())
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_connection_that_is_no_address_is_refused() {
        var smtp = new Connection("slack", "smtp", "mail.example.org", 25, Connection.Login.NONE, "", Map.of());
        context.with(smtp);

        assertThatThrownBy(() -> run(new Slack(), "{text: hello}"))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("connection 'slack' is not the https://… address of a webhook of Slack");
    }

    private <C extends Record> TaskResult run(Operator<C> operator, String yaml) throws Exception {
        return operator.run(Settings.yaml(operator.config(), yaml), context);
    }

    private Connection connection(String id, String path, String password, Map<String, String> extra) {
        return new Connection(
                id,
                "http",
                server.getAddress().getAddress().getHostAddress(),
                server.getAddress().getPort(),
                new Connection.Login("", password),
                path,
                extra);
    }

    private static String header(Received sent, String name) {
        return sent.headers().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().getFirst())
                .findFirst()
                .orElse("");
    }
}
