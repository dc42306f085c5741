package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.authoring.schema.JsonSchemas;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.runtime.Health;
import dev.downbeat.sdk.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpTest {
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

    @Test
    void an_unknown_name_is_a_problem_document_with_the_nearest() {
        HttpResponse<String> answer = web.get("/api/v1/dags/chrun");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.read(answer.body()))
                .isEqualTo(Map.of(
                        "type", "about:blank",
                        "title", "Not Found",
                        "status", 404,
                        "detail", "there is no DAG 'chrun': did you mean 'churn'?",
                        "code", "NOT_FOUND",
                        "nearest", "churn"));
    }

    @Test
    void what_is_not_known_is_refused_wherever_it_stands() {
        assertProblem(web.get("/api/v1/runs?sate=failed"), 400, "unknown parameter 'sate': did you mean 'state'?");
        assertProblem(
                web.post("/api/v1/dags/churn/runs", "{\"parms\": {}}"),
                400,
                "unknown field 'parms': did you mean 'params'?");
        assertProblem(web.get("/api/v1/runs/seven"), 400, "run is 'seven', which is not a whole number");
        assertProblem(web.get("/api/v1/runs?limit=many"), 400, "limit is 'many', which is not a whole number");
        assertProblem(web.post("/api/v1/dags/churn/runs", "{"), 400, "the body is not what is expected");
        assertProblem(web.post("/api/v1/dags/churn/runs", ""), 400, "the body is missing");
        assertProblem(web.get("/api/v2/dags"), 404, "there is nothing at /api/v2/dags");
        assertProblem(web.post("/api/v1/info", "{}"), 405, "POST");
    }

    @Test
    void faults_are_told_apart_and_tell_no_secrets() {
        assertProblem(web.get("/api/v1/dags/churn/versions/1"), 503, "the database is out of reach");
        HttpResponse<String> fault = web.get("/api/v1/dags/churn/versions");
        assertProblem(fault, 500, "something went wrong in Downbeat");
        assertThat(fault.body()).doesNotContain("secret", "IllegalState");
    }

    @Test
    void a_page_links_to_the_next_one() {
        HttpResponse<String> first = web.get("/api/v1/dags?limit=1&text=a%20b");
        HttpResponse<String> last = web.get("/api/v1/dags?limit=1&cursor=x");

        assertThat(first.headers().firstValue("Link"))
                .contains("</api/v1/dags?limit=1&text=a%20b&cursor=more%26more>; rel=\"next\"");
        assertThat(last.headers().firstValue("Link")).isEmpty();
    }

    @Test
    void a_run_is_started_with_params_date_and_key() {
        HttpResponse<String> answer = web.post(
                "/api/v1/dags/churn/runs",
                "{\"params\": {\"n\": 3}, \"logical_date\": \"2026-01-01T00:00:00Z\"}",
                "Idempotency-Key",
                "k1");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).contains("/api/v1/runs/7");
        assertThat(DOWNBEAT.triggered.getLast()).satisfies(request -> {
            assertThat(request.params()).isEqualTo(Map.of("n", 3));
            assertThat(request.logicalDate()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
            assertThat(request.idempotencyKey()).isEqualTo("k1");
        });
    }

    @Test
    void pausing_needs_a_yes_or_no() {
        HttpRequest.Builder patch = web.request("/api/v1/dags/churn")
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{}"));

        assertProblem(web.send(patch), 400, "give 'paused': true or false");
    }

    @Test
    void a_log_is_json_or_text() {
        DOWNBEAT.log = "zwölf\n";

        assertThat(web.get("/api/v1/runs/7/tasks/t/log?offset=1").body()).contains("\"text\":\"wölf\\n\"");
        HttpResponse<String> text = web.get("/api/v1/runs/7/tasks/t/log", "Accept", "text/plain");
        assertThat(text.body()).isEqualTo("zwölf\n");
        assertThat(text.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
        assertThat(text.headers().firstValue("Downbeat-Next-Offset")).contains("6");
    }

    @Test
    void the_page_shows_what_runs_and_escapes_it() {
        HttpResponse<String> page = web.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("churn", "<a href=\"/docs\">", "&lt;script&gt;", "&lt;b&gt;.yaml:1:2")
                .doesNotContain("<script>");
        assertThat(web.get("/assets/page.css").statusCode()).isEqualTo(200);
    }

    @Test
    void the_api_documentation_is_served_from_here() {
        assertThat(web.get("/docs").body())
                .contains("/docs/ui/swagger-ui-bundle.js")
                .doesNotContain("https://");
        assertThat(web.get("/docs/ui/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
        assertThat(web.get("/assets/docs.js").body()).contains("/api/v1/openapi.json");
        assertProblem(web.get("/assets/%2e%2e/ServerConfiguration.class"), 404, "");
    }

    @Test
    void editors_get_the_schema_of_dag_files() {
        assertThat(Json.read(web.get("/api/v1/schemas/dag.json").body()))
                .isEqualTo(Json.read(JsonSchemas.text(Operators.installed())));
    }

    @Test
    void health_tells_life_from_readiness() {
        assertThat(web.get("/health/live").body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(web.get("/health/ready").statusCode()).isEqualTo(200);

        DOWNBEAT.health = new Health(true, false);
        HttpResponse<String> ready = web.get("/health/ready");
        DOWNBEAT.health = new Health(true, true);

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("{\"status\":\"down\",\"database\":\"up\",\"scheduler\":\"down\"}");
    }

    @Test
    void metrics_count_requests_by_operation() {
        web.get("/api/v1/runs/7");

        assertThat(web.get("/metrics").body())
                .contains(
                        "http_server_requests_seconds_count{method=\"GET\",status=\"200\",uri=\"/api/v1/runs/{run}\"}")
                .contains(
                        "jvm_memory_used_bytes", "downbeat_runs_running 1.0", "downbeat_journal_commit_seconds_count");
    }

    @Test
    void only_loopback_addresses_are_listened_on() {
        assertThatThrownBy(() -> DownbeatServer.start(DOWNBEAT, Web.settings("0.0.0.0", 0)))
                .hasMessageContaining("host is '0.0.0.0', allowed is 127.0.0.1, localhost or ::1");
    }

    @Test
    void a_port_in_use_is_named() {
        int port = web.server.url().getPort();

        assertThatThrownBy(() -> DownbeatServer.start(DOWNBEAT, Web.settings("127.0.0.1", port)))
                .hasMessage("port %d is in use: set DOWNBEAT_PORT to another one".formatted(port));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(Json.write(detail).replace("\"", ""));
    }
}
