package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final FakeDownbeat DOWNBEAT = new FakeDownbeat();
    private static Web web;

    @BeforeAll
    static void start() {
        web = new Web(DOWNBEAT);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT", ""})
    void a_foreign_host_name_gets_nothing(String host) {
        String answer = raw("GET /api/v1/info", host, "", "");

        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("embedded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT", "[::1]:PORT"})
    void the_names_of_this_machine_are_answered(String host) {
        assertThat(raw("GET /api/v1/info", host, "", "")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/execution/v1/workers", "/execution/v1/attempt/start", "/execution/v1/attempt/end"})
    void workers_may_come_by_another_name_and_nobody_gets_further_without_a_proof(String path) {
        String answer = raw("POST " + path, "downbeat.example", "Content-Type: application/json", "{}");

        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("HTTP/1.1 421");
        assertThat(answer).containsAnyOf("Authorization: Bearer", "nothing is executed here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: https://127.0.0.1:PORT",
                "Origin: http://127.0.0.1:1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void another_site_may_not_write(String header) {
        int before = DOWNBEAT.triggered.size();

        String answer = raw(
                "POST /api/v1/dags/churn/runs", "127.0.0.1:PORT", "Content-Type: application/json\r\n" + header, "{}");

        assertThat(answer).startsWith("HTTP/1.1 403").contains("application/problem+json");
        assertThat(DOWNBEAT.triggered).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://localhost:PORT", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none"})
    void the_own_site_may_write(String header) {
        assertThat(raw(
                        "POST /api/v1/dags/churn/runs",
                        "127.0.0.1:PORT",
                        "Content-Type: application/json\r\n" + header,
                        "{}"))
                .startsWith("HTTP/1.1 201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y", "Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded"})
    void what_a_plain_form_can_send_is_refused(String header) {
        assertThat(raw("POST /api/v1/runs/7/cancel", "127.0.0.1:PORT", header, "{}"))
                .startsWith("HTTP/1.1 415");
    }

    @Test
    void a_large_body_is_refused_with_and_without_a_length() {
        String large = "{\"params\": {\"a\": \"" + "x".repeat(Guard.MAX_BODY) + "\"}}";

        assertThat(web.post("/api/v1/dags/churn/runs", large).statusCode()).isEqualTo(413);
        String chunk = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
        assertThat(web.raw(("POST /api/v1/dags/churn/runs HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n"
                                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n%s")
                        .formatted(web.server.url().getPort(), chunk)))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void every_answer_forbids_what_a_page_of_ours_does_not_need() {
        for (String path : new String[] {"/", "/api/v1/info", "/api/v1/dags/none", "/metrics"}) {
            HttpResponse<String> answer = web.get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    void what_tomcat_refuses_itself_tells_nothing() {
        assertThat(raw("GET /%zz", "127.0.0.1:PORT", "", ""))
                .startsWith("HTTP/1.1 400")
                .doesNotContain("Tomcat")
                .doesNotContain("Exception");
    }

    private static String raw(String line, String host, String headers, String body) {
        String port = Integer.toString(web.server.url().getPort());
        return web.raw("%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s"
                .formatted(
                        line,
                        host.replace("PORT", port),
                        body.length(),
                        headers.isEmpty() ? "" : headers.replace("PORT", port) + "\r\n",
                        body));
    }
}
