package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.runtime.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the second address gives away: nothing but what is for workers, attempts and probes.
class ExecutionListenerTest {
    private static final FakeDownbeat DOWNBEAT = new FakeDownbeat();
    private static Web web;

    @BeforeAll
    static void start() {
        web = new Web(DOWNBEAT, settings("127.0.0.1", 0));
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static Settings settings(String host, int port) {
        return Web.settings(new Settings.Http("127.0.0.1", 0, "", new Settings.Execution(host, port, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/info",
                "/api/v1/dags/churn/runs",
                "/api/v1/workers",
                "/api/v1/runs/7/events",
                "/metrics",
                "/docs",
                "/docs/ui/index.html",
                "/docs/openapi.json",
                "/openapi.json",
                "/assets/page.css",
                "/hooks/orders",
                "/webhooks/orders",
                "/health",
                "/health/",
                "/health/live/",
                "/health/ready/x",
                "/health/live;x=1",
                "/HEALTH/live",
                "/execution",
                "/execution/",
                "/execution/v1",
                "/execution/v1/",
                "/execution/v2/workers",
                "/execution/v1/../../api/v1/info",
                "/execution/v1/..;/..;/api/v1/info",
                "/execution/v1/..;x=/..;x=/api/v1/info",
                "/execution/v1/%2e%2e/%2e%2e/api/v1/info",
                "/execution/v1/%2E%2E;/%2E%2E;/metrics",
                "/execution/v1/..%2f..%2fapi/v1/info",
                "/execution/v1/..%252f..%252fapi/v1/info",
                "/execution/v1/..%5c..%5capi/v1/info",
                "/execution/v1/%2fapi/v1/info",
                "/execution/v1//../../api/v1/info",
                "/execution/v1/./../../metrics",
                "/execution/v1/workers/..;/../../../metrics",
                "/execution/v1/workers;/x",
                "/execution/v1/workers%00",
                "/health/live/../../api/v1/info",
                "/health/live/..;/..;/metrics",
                "/health%2flive/../../metrics",
                "//api/v1/info",
                "///metrics",
                "//execution/v1/workers",
                "/./api/v1/info",
                "/;/api/v1/info",
                "/%61pi/v1/info",
                "/ap%69/v1/info",
                "/api/v1/info?/execution/v1/workers",
                "/api/v1/info;/execution/v1/workers",
                "/api/v1/info%3f/execution/v1/workers",
                "http://127.0.0.1/api/v1/info",
                "http://x/execution/v1/../../metrics",
                "/%c0%ae%c0%ae/metrics",
                "/execution/v1/\u00e4/metrics"
            })
    void there_is_nothing_else(String path) {
        for (String method : new String[] {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"}) {
            nothing(method + " " + path, "localhost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:MAIN", "localhost:MAIN", "localhost:PORT", "127.0.0.1:PORT", "evil.example", ""})
    void the_host_that_is_named_does_not_matter(String host) {
        nothing("GET /api/v1/info", host);
        nothing("POST /api/v1/dags/churn/runs", host);
        nothing("GET /metrics", host);
        assertThat(raw("GET /health/live", host)).contains("\"status\"", "up");
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS, /health/live",
        "TRACE, /health/live",
        "POST, /health/live",
        "PUT, /health/ready",
        "DELETE, /health/ready",
        "OPTIONS, /execution/v1/workers",
        "TRACE, /execution/v1/workers",
        "PATCH, /execution/v1/workers",
        "FOO, /health/live"
    })
    void methods_that_nobody_needs_find_nothing(String method, String path) {
        nothing(method + " " + path, "localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OPTIONS *", "GET *", "GET ", "CONNECT 127.0.0.1:22", "PRI *", "GET api", "GET /%zz", "GET"})
    void what_is_no_path_tells_nothing(String line) {
        assertThat(raw(line, "localhost"))
                .doesNotContain("HTTP/1.1 2", "Tomcat", "Exception", "downbeat", "embedded")
                .doesNotContain("Content-Type");
    }

    @Test
    void probes_are_answered_by_whatever_name_they_come() {
        assertThat(raw("GET /health/live", "10.1.2.3:8643")).startsWith("HTTP/1.1 200");
        assertThat(raw("HEAD /health/live", "10.1.2.3:8643")).startsWith("HTTP/1.1 200");
        assertThat(raw("GET /health/ready", "10.1.2.3:8643")).contains("\"database\"", "\"scheduler\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/execution/v1/workers", "/execution/v1/attempt/start", "/execution/v1/attempt/end"})
    void nobody_gets_further_without_a_proof(String path) {
        String answer = raw("POST " + path, "downbeat.example");

        assertThat(answer).startsWith("HTTP/1.1 401").contains("Authorization: Bearer");
    }

    @Test
    void the_main_address_is_as_it_was() {
        assertThat(web.get("/api/v1/info").statusCode()).isEqualTo(200);
        assertThat(web.get("/metrics").statusCode()).isEqualTo(200);
        assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(web.raw("GET /api/v1/info HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
    }

    @Test
    void the_same_port_on_another_address_is_told_apart_by_more_than_its_number() {
        int port = web.server.url().getPort();
        var http = new Settings.Http("127.0.0.1", freePort(), "", new Settings.Execution("127.0.0.2", 0, ""));
        try (var first = new Web(DOWNBEAT, Web.settings(http.withPort(freePort())))) {
            assertThat(first.server.executionUrl().orElseThrow().getHost()).isEqualTo("127.0.0.2");
        }
        int shared = freePort();
        try (var both = new Web(
                DOWNBEAT,
                Web.settings(
                        new Settings.Http("127.0.0.1", shared, "", new Settings.Execution("127.0.0.2", shared, ""))))) {
            assertThat(both.server.url().getPort()).isEqualTo(shared).isNotEqualTo(port);
            assertThat(both.get("/api/v1/info").statusCode()).isEqualTo(200);
            assertThat(raw(both, "GET /api/v1/info", "127.0.0.1:" + shared)).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void without_the_setting_there_is_no_second_address() {
        try (var plain = new Web(DOWNBEAT)) {
            assertThat(plain.server.executionUrl()).isEmpty();
        }
    }

    @Test
    void all_addresses_may_be_listened_on() {
        for (String host : new String[] {"0.0.0.0", "::", "localhost"}) {
            try (var open = new Web(DOWNBEAT, settings(host, 0))) {
                assertThat(raw(open, "GET /health/live", "x")).startsWith("HTTP/1.1 200");
                assertThat(open.server.executionUrl().orElseThrow().getPort()).isPositive();
            }
        }
    }

    @Test
    void an_address_that_cannot_be_had_is_named() throws IOException {
        try (var taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> DownbeatServer.start(DOWNBEAT, settings("127.0.0.1", port)))
                    .hasMessage(
                            "nothing can listen at 127.0.0.1:%d (Address already in use): set DOWNBEAT_EXECUTION_ADDRESS to another address",
                            port);
        }
        assertThatThrownBy(() -> DownbeatServer.start(DOWNBEAT, settings("192.0.2.1", 8643)))
                .hasMessageStartingWith("nothing can listen at 192.0.2.1:8643 (")
                .hasMessageEndingWith("set DOWNBEAT_EXECUTION_ADDRESS to another address");
        assertThatThrownBy(() -> DownbeatServer.start(DOWNBEAT, settings("no.such.host.invalid", 8643)))
                .hasMessage("the host of execution_address is 'no.such.host.invalid', which is unknown");
    }

    @Test
    void the_two_addresses_may_not_be_one() {
        int port = freePort();
        var http = new Settings.Http("127.0.0.1", port, "", new Settings.Execution("0.0.0.0", port, ""));

        assertThatThrownBy(() -> DownbeatServer.start(DOWNBEAT, Web.settings(http)))
                .hasMessageStartingWith("nothing can listen at 0.0.0.0:%d (".formatted(port));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Neither an answer nor a word of explanation.
    private static void nothing(String line, String host) {
        String answer = raw(line, host);

        assertThat(answer).as(line).startsWith("HTTP/1.1 4");
        assertThat(answer.lines().dropWhile(it -> !it.isEmpty()).skip(1))
                .as("the body of the answer to " + line)
                .isEmpty();
        assertThat(answer).as(line).doesNotContain("Allow:", "Content-Type", "Location");
    }

    private static String raw(String line, String host) {
        return raw(web, line, host);
    }

    private static String raw(Web server, String line, String host) {
        URI url = server.server.executionUrl().orElseThrow();
        String names = host.replace("PORT", Integer.toString(url.getPort()))
                .replace("MAIN", Integer.toString(server.server.url().getPort()));
        String request = "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        .formatted(line, names)
                + "Content-Length: 2\r\n\r\n{}";
        try (var socket = new Socket(InetAddress.getByName(url.getHost().replaceAll("[\\[\\]]", "")), url.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return in.lines().collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
