package dev.downbeat.operators.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.RunningTask;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class HttpTest {
    @TempDir
    Path folder;

    private FakeTaskContext context;
    private HttpServer server;
    private HttpServer other;

    @BeforeEach
    void start() throws IOException {
        context = new FakeTaskContext(folder);
        server = started();
        other = started();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        other.stop(0);
    }

    @Test
    void json_becomes_values_and_text_stays_text() throws Exception {
        answer("/json", 200, "application/json; charset=utf-8", "{\"rows\": 3, \"name\": \"grün\"}");
        answer("/latin", 200, "text/plain; charset=iso-8859-1", "gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
        answer("/liar", 200, "application/json", "<html>");

        output(at("/json"))
                .containsEntry("status", 200)
                .containsEntry("body", Map.of("rows", 3, "name", "grün"))
                .extractingByKey("headers", InstanceOfAssertFactories.MAP)
                .containsEntry("content-type", "application/json; charset=utf-8")
                .doesNotContainKey("set-cookie");
        output(at("/latin")).containsEntry("body", "grün");
        output(at("/liar")).containsEntry("body", "<html>");
    }

    @Test
    void json_path_picks_the_output() throws Exception {
        answer("/items", 200, "application/json", "{\"items\": [{\"price\": 1.5}, {\"price\": 2}]}");

        assertThat(run(Map.of("url", at("/items"), "json_path", "$.items[0].price")))
                .isEqualTo(new TaskResult.Done(1.5));
        assertThat(run(Map.of("url", at("/items"), "json_path", "$.items[*].price")))
                .isEqualTo(new TaskResult.Done(List.of(1.5, 2)));
        assertTerminal(
                Map.of("url", at("/items"), "json_path", "$.total"), "the answer has nothing at json_path '$.total'");
        assertTerminal(Map.of("url", at("/items"), "json_path", "$[[["), "json_path '$[[[' cannot be read");
    }

    @Test
    void large_and_binary_answers_go_to_files() throws Exception {
        byte[] large = "x".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII);
        answer("/large", 200, "text/plain", large);
        answer("/binary", 200, "image/png", new byte[] {1, 2, 3});

        output(at("/large")).containsEntry("bytes", 3_000_000L).doesNotContainKey("body");
        assertThat(context.artifacts().resolve("response")).hasBinaryContent(large);
        output(at("/binary")).containsEntry("bytes", 3L);
        output(Map.of("url", at("/large"), "save_to", "out/large.txt"))
                .containsEntry("path", context.dags().resolve("out/large.txt").toString());
        assertThat(context.dags().resolve("out/large.txt")).hasBinaryContent(large);
    }

    @Test
    void the_request_is_what_the_settings_say() throws Exception {
        echo("/echo");

        output(Map.of(
                        "url",
                        at("/echo?fixed=1"),
                        "method",
                        "post",
                        "headers",
                        Map.of("X-Team", "ml"),
                        "query",
                        Map.of("q", "a b&c=ü", "n", List.of(1, 2)),
                        "body",
                        Map.of("text", "grün")))
                .extractingByKey("body", InstanceOfAssertFactories.STRING)
                .contains("POST /echo?fixed=1", "q=a%20b%26c%3D%C3%BC", "n=1&n=2", "X-team: ml")
                .contains(
                        "Content-type: application/json", "Idempotency-key: downbeat/7/job/-1", "{\"text\":\"grün\"}");
        output(Map.of("url", at("/echo"), "method", "PUT", "body", "plain"))
                .extractingByKey("body", InstanceOfAssertFactories.STRING)
                .contains("PUT /echo", "Content-type: text/plain; charset=utf-8", "plain")
                .doesNotContain("Idempotency-key");
        context.write("data.csv", "a,b\n1,2\n");
        output(Map.of("url", at("/echo"), "method", "PUT", "file", "data.csv"))
                .extractingByKey("body", InstanceOfAssertFactories.STRING)
                .contains("Content-type: text/csv", "a,b\n1,2\n");
    }

    @Test
    void a_connection_gives_base_and_credentials_which_no_log_shows() throws Exception {
        echo("/api/echo");
        context.with(connection("shop", Map.of("header.X-Api-Key", "sesame")));
        context.with(connection("bearer", Map.of("token", "t0ken")));
        String basic = Base64.getEncoder().encodeToString("me:pass".getBytes(StandardCharsets.UTF_8));

        output(Map.of("url", "/echo", "connection", "shop"))
                .extractingByKey("body", InstanceOfAssertFactories.STRING)
                .contains("GET /api/echo", "Authorization: Basic " + basic, "X-api-key: sesame");
        output(Map.of("url", "echo", "connection", "bearer"))
                .extractingByKey("body", InstanceOfAssertFactories.STRING)
                .contains("Authorization: Bearer t0ken");
        assertThat(context.log().text()).noneMatch(line -> line.contains(basic) || line.contains("t0ken"));
        assertTerminal(
                Map.of("url", "http://localhost:1/x", "connection", "shop"), "not at the server of connection 'shop'");
    }

    @Test
    void statuses_decide_between_success_retry_and_failure_for_good() {
        answer("/missing", 404, "text/plain", "no such product");
        answer("/busy", 429, "text/plain", "slow down", Map.of("Retry-After", "30"));
        answer("/broken", 500, "text/plain", "oops");

        assertTerminal(Map.of("url", at("/missing?key=secret")), at("/missing") + ": status 404: no such product");
        assertRetryable(Map.of("url", at("/busy")), "status 429, Retry-After: 30: slow down");
        assertRetryable(Map.of("url", at("/broken")), "status 500: oops");
        assertRetryable(Map.of("url", at("/missing"), "retry_on", List.of(404)), "status 404");
        assertTerminal(Map.of("url", at("/missing"), "expect", List.of("ok")), "'ok' in 'expect' is no status");
    }

    @Test
    void expected_statuses_are_numbers_and_ranges() throws Exception {
        answer("/missing", 404, "text/plain", "no such product");

        output(Map.of("url", at("/missing"), "expect", List.of(200, "400-404"))).containsEntry("status", 404);
    }

    @Test
    void redirects_are_followed_without_credentials_to_another_server() throws Exception {
        echo("/api/here");
        echo(other, "/there");
        answer("/api/near", 302, "text/plain", "", Map.of("Location", "here"));
        answer("/api/far", 307, "text/plain", "", Map.of("Location", at(other, "/there")));
        answer("/api/loop", 302, "text/plain", "", Map.of("Location", "loop"));
        context.with(connection("shop", Map.of("header.X-Api-Key", "sesame")));

        output(Map.of("url", "near", "connection", "shop", "method", "POST", "body", "x"))
                .extractingByKey("body", InstanceOfAssertFactories.STRING)
                .contains("GET /api/here", "Authorization: Basic", "X-api-key: sesame");
        output(Map.of("url", "far", "connection", "shop", "method", "POST", "body", "kept"))
                .extractingByKey("body", InstanceOfAssertFactories.STRING)
                .contains("POST /there", "kept")
                .doesNotContain("Authorization", "sesame");
        output(Map.of("url", "near", "connection", "shop", "follow_redirects", false))
                .containsEntry("status", 302);
        assertTerminal(Map.of("url", "loop", "connection", "shop"), "more than 10 redirects");
    }

    @Test
    void a_server_that_is_not_there_or_says_nothing_is_worth_a_retry() throws Exception {
        int port = other.getAddress().getPort();
        other.stop(0);
        assertRetryable(Map.of("url", "http://127.0.0.1:" + port + "/x"), "GET http://127.0.0.1:" + port + "/x: ");

        var release = new CountDownLatch(1);
        server.createContext("/silent", exchange -> await(release));
        server.createContext("/stall", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            await(release);
        });
        assertRetryable(Map.of("url", at("/silent"), "timeout", "200ms"), "timed out");
        assertRetryable(Map.of("url", at("/stall"), "timeout", "200ms"), "the answer stalled");
        release.countDown();
    }

    @Test
    void cancel_aborts_the_request() throws Exception {
        var arrived = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            arrived.countDown();
            await(release);
        });
        var task = RunningTask.start(new Http(), config(Map.of("url", at("/slow"))), context);
        arrived.await();

        task.cancel();

        assertThat(task.failure()).isInstanceOf(InterruptedException.class);
        release.countDown();
    }

    @Test
    void settings_that_cannot_be_are_refused() {
        assertTerminal(Map.of("url", "/path"), "a path alone needs a connection");
        assertTerminal(Map.of("url", "ftp://x/y"), "is not http(s)://");
        assertTerminal(Map.of("url", "http://h/a b?token=x"), "at position 11; put values into 'query'");
        assertTerminal(Map.of("url", at("/"), "headers", Map.of("Host", "x")), "restricted header name: \"Host\"");
        assertTerminal(Map.of("url", at("/"), "method", "PUT", "file", "gone.csv"), "gone.csv' is not there");
        assertThatThrownBy(() -> config(Map.of("url", "x", "body", "y", "file", "z")))
                .isInstanceOf(DownbeatException.class);
        assertThatThrownBy(() -> config(Map.of("url", "x", "json_path", "y", "save_to", "z")))
                .isInstanceOf(DownbeatException.class);
    }

    private static HttpServer started() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    private Connection connection(String id, Map<String, String> extra) {
        return new Connection(
                id,
                "http",
                "127.0.0.1",
                server.getAddress().getPort(),
                new Connection.Login("me", "pass"),
                "api",
                extra);
    }

    private void answer(String path, int status, String type, String body) {
        answer(path, status, type, body, Map.of("Set-Cookie", "session=secret"));
    }

    private void answer(String path, int status, String type, byte[] body) {
        answer(server, path, status, type, body, Map.of());
    }

    private void answer(String path, int status, String type, String body, Map<String, String> headers) {
        answer(server, path, status, type, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static void answer(
            HttpServer server, String path, int status, String type, byte[] body, Map<String, String> headers) {
        server.createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", type);
            headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    /// Answers with the request as text.
    private void echo(String path) {
        echo(server, path);
    }

    private static void echo(HttpServer server, String path) {
        server.createContext(path, exchange -> {
            byte[] text = text(exchange).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
    }

    private static String text(HttpExchange exchange) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        exchange.getRequestHeaders().forEach((name, values) -> lines.add(name + ": " + String.join(", ", values)));
        lines.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        return String.join("\n", lines);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private String at(String path) {
        return at(server, path);
    }

    private static String at(HttpServer server, String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private MapAssert<Object, Object> output(Object settings) throws Exception {
        return assertThat(run(settings))
                .asInstanceOf(InstanceOfAssertFactories.type(TaskResult.Done.class))
                .extracting(TaskResult.Done::output)
                .asInstanceOf(InstanceOfAssertFactories.MAP);
    }

    private void assertTerminal(Object settings, String message) {
        assertThatThrownBy(() -> run(settings))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse())
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    private void assertRetryable(Object settings, String message) {
        assertThatThrownBy(() -> run(settings))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isTrue())
                .hasMessageContaining(message);
    }

    private TaskResult run(Object settings) throws InterruptedException {
        return new Http().run(config(settings), context);
    }

    private static Http.Config config(Object settings) {
        return Settings.of(Http.Config.class, settings);
    }
}
