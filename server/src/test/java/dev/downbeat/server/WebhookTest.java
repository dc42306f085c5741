package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Calls from outside, with files, an engine and PostgreSQL that are real.
class WebhookTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final String SECRET = "correct-horse-battery";

    @TempDir
    private Path folder;

    private Downbeat downbeat;
    private Web web;

    @BeforeEach
    void start() throws IOException {
        place().write("home/connections.yaml", "github: { type: webhook, password: %s }\n".formatted(SECRET));
        place().write("dags/built.yaml", """
                id: built
                schedule: { once: true }
                webhook:
                  secret: github
                  key_header: X-GitHub-Delivery
                  params:
                    branch: "{{ body.ref | replace('refs/heads/', '') }}"
                    commits: "{{ body.commits | length }}"
                    by: "{{ headers['x-sender'] }} {{ query.via }}"
                params:
                  branch: main
                  commits: { type: integer, default: 0 }
                  by: nobody
                tasks:
                  build: { noop: {} }
                """);
        place().write("dags/plain.yaml", """
                id: plain
                webhook: { secret: github, check: token, header: X-Gitlab-Token }
                params:
                  n: { type: integer }
                tasks:
                  t: { noop: {} }
                """);
        place().write("dags/closed.yaml", "id: closed\ntasks: { t: { noop: {} } }\n");
        place().write("dags/lost.yaml", "id: lost\nwebhook: { secret: gone }\ntasks: { t: { noop: {} } }\n");
        downbeat = Downbeat.open(place().settings(), Downbeat.Mode.SERVE);
        web = new Web(downbeat);
    }

    @AfterEach
    void stop() {
        web.close();
        downbeat.close();
    }

    @Test
    void a_signed_call_starts_a_run_with_the_params_that_the_dag_takes_from_it() {
        String body = "{\"ref\": \"refs/heads/dev\", \"commits\": [1, 2]}";

        HttpResponse<String> answer =
                call("built?via=proxy%201", body, "X-Hub-Signature-256", signature(body), "X-Sender", "octocat");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1/runs/" + run(answer));
        assertThat(downbeat.api().run(run(answer)).params())
                .isEqualTo(Map.of("branch", "dev", "commits", 2, "by", "octocat proxy 1"));
    }

    @Test
    void a_call_that_comes_again_gives_the_run_of_the_first() {
        String body = "{\"ref\": \"refs/heads/dev\", \"commits\": []}";
        String[] headers = {
            "X-Hub-Signature-256", signature(body), "X-Sender", "me", "X-GitHub-Delivery", "72d3162e-cc78"
        };

        long first = run(call("built?via=a", body, headers));
        long second = run(call("built?via=a", body, headers));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void a_token_lets_in_too_and_the_body_is_the_params() {
        HttpResponse<String> good = call("plain", "{\"n\": 3}", "X-Gitlab-Token", SECRET);
        HttpResponse<String> wrong = call("plain", "{\"n\": \"three\"}", "X-Gitlab-Token", SECRET);
        HttpResponse<String> text = call("plain", "n=3", "X-Gitlab-Token", SECRET);

        assertThat(downbeat.api().run(run(good)).params()).isEqualTo(Map.of("n", 3));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("param 'n' = \\\"three\\\"");
        assertThat(text.statusCode()).isEqualTo(400);
        assertThat(text.body()).contains("the body has to be a JSON object");
    }

    @Test
    void whoever_proves_nothing_learns_nothing() {
        List<HttpResponse<String>> answers = List.of(
                call("built", "{}"),
                call("built", "{}", "X-Hub-Signature-256", signature("{ }")),
                call("plain", "{\"n\": 3}", "X-Gitlab-Token", SECRET + "x"),
                call("closed", "{}", "X-Hub-Signature-256", signature("{}")),
                call("lost", "{}", "X-Hub-Signature-256", signature("{}")),
                call("nowhere", "{}", "X-Hub-Signature-256", signature("{}")),
                call("%20", "{}", "X-Hub-Signature-256", signature("{}")));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(401);
        assertThat(answers)
                .extracting(HttpResponse::body)
                .containsOnly(answers.getFirst().body());
        assertThat(runs("closed")).isEmpty();
        assertThat(runs("lost")).isEmpty();
    }

    @Test
    void a_webhook_is_called_by_any_name_of_the_server_and_nothing_else_is() {
        String body = "{\"n\": 4}";
        String request = """
                POST /api/v1/%s HTTP/1.1\r
                Host: hooks.example.org\r
                Content-Type: text/plain\r
                X-Gitlab-Token: %s\r
                Content-Length: %d\r
                Connection: close\r
                \r
                %s""";

        assertThat(web.raw(request.formatted("webhooks/plain", SECRET, body.length(), body)))
                .startsWith("HTTP/1.1 201");
        assertThat(web.raw(request.formatted("dags/plain/runs", SECRET, body.length(), body)))
                .startsWith("HTTP/1.1 421");
    }

    @Test
    void a_dag_with_a_webhook_keeps_its_schedule() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> runs("built").stream().anyMatch(run -> run.type().equals("scheduled")));

        assertThat(downbeat.api().dag("built").summary().schedule()).isEqualTo("once, by webhook");
        assertThat(downbeat.api().dag("plain").summary().schedule()).isEqualTo("by webhook");
    }

    private List<RunSummary> runs(String dag) {
        return downbeat.api()
                .runs(new RunQuery(Optional.of(dag), Optional.empty(), Optional.empty(), 100))
                .items();
    }

    private HttpResponse<String> call(String path, String body, String... headers) {
        HttpRequest.Builder request =
                web.request("/api/v1/webhooks/" + path).POST(HttpRequest.BodyPublishers.ofString(body));
        return web.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static long run(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Json.read(answer.body(), WebhookController.Started.class).run();
    }

    private static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Place place() {
        return new Place(folder, PG.url());
    }
}
