package dev.downbeat.reliability;

import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Speaks to servers. While things go wrong as an impatient caller, for one that is paused does not answer, and
/// does not refuse either; with patience afterwards.
final class Http {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    /// A server that is well again may still hold a connection on which nothing comes back.
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private Http() {}

    static boolean ready(URI server) {
        try {
            return send(HttpRequest.newBuilder(server.resolve("/health/ready")), ANSWER)
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /// Starts a run.
    ///
    /// @param key empty for none
    /// @return its id, when the answer was a 2xx
    static Optional<Long> trigger(URI server, String dag, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/api/v1/dags/" + dag + "/runs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> answer = send(request, ANSWER);
            if (answer.statusCode() / 100 == 2) {
                Map<?, ?> run = Json.read(answer.body(), Map.class);
                return Optional.of(((Number) Objects.requireNonNull(run.get("id"))).longValue());
            }
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The state of a run, as this server tells it; empty when it knows no such run.
    static Optional<String> state(URI server, long run) throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(server.resolve("/api/v1/runs/" + run)), PATIENCE);
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        Map<?, ?> detail = Json.read(answer.body(), Map.class);
        Map<?, ?> summary = (Map<?, ?>) Objects.requireNonNull(detail.get("summary"));
        return Optional.of(String.valueOf(summary.get("state")));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, Duration patience) throws IOException {
        try {
            return CLIENT.send(
                    request.timeout(patience)
                            .header("Accept", "application/json")
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
