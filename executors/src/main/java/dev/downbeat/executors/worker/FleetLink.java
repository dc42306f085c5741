package dev.downbeat.executors.worker;

import dev.downbeat.executors.remote.FleetTalk;
import dev.downbeat.executors.remote.FleetTalk.Alive;
import dev.downbeat.executors.remote.FleetTalk.Given;
import dev.downbeat.executors.remote.FleetTalk.Hello;
import dev.downbeat.executors.remote.FleetTalk.Stops;
import dev.downbeat.executors.remote.FleetTalk.Wanted;
import dev.downbeat.executors.remote.FleetTalk.Welcome;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;

/// The server as a worker sees it, over HTTP. Methods throw [IOException] when it is out of reach or in
/// trouble, so that trying again may help, and [DownbeatException] when it refuses.
public final class FleetLink implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration CONTENT = Duration.ofMinutes(30);

    private final URI server;
    private final String secret;
    private final HttpClient http;

    /// @param server without a path
    public FleetLink(URI server, String secret) {
        this.server = URI.create(server.toString().replaceAll("/+$", ""));
        this.secret = secret;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    public URI server() {
        return server;
    }

    Welcome register(Hello hello) throws IOException, InterruptedException {
        return read(call(post(FleetTalk.WORKERS, secret, Json.write(hello))), Welcome.class);
    }

    Given claim(long worker, Wanted wanted) throws IOException, InterruptedException {
        String path = FleetTalk.WORKERS + "/" + worker + "/claims";
        return read(call(post(path, secret, Json.write(wanted))), Given.class);
    }

    Stops beat(long worker, Alive alive) throws IOException, InterruptedException {
        String path = FleetTalk.WORKERS + "/" + worker + "/heartbeat";
        return read(call(post(path, secret, Json.write(alive))), Stops.class);
    }

    void leave(long worker) throws IOException, InterruptedException {
        HttpRequest request =
                request(FleetTalk.WORKERS + "/" + worker, secret).DELETE().build();
        String ignored = call(request);
    }

    AttemptLink attempt(String token) {
        return new AttemptLink(this, token);
    }

    static <T> T read(String json, Class<T> type) {
        return Json.read(json, type);
    }

    private HttpRequest.Builder request(String path, String proof) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + proof);
    }

    HttpRequest get(String path, String proof) {
        return request(path, proof).GET().build();
    }

    HttpRequest post(String path, String proof, String json) {
        return request(path, proof)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    HttpRequest put(String path, String proof, HttpRequest.BodyPublisher content, String type) {
        return request(path, proof)
                .timeout(CONTENT)
                .header("Content-Type", type)
                .PUT(content)
                .build();
    }

    /// @return the body
    String call(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        check(answer.statusCode(), answer.body());
        return answer.body();
    }

    /// The body is to be read and closed.
    InputStream content(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() / 100 != 2) {
            try (InputStream body = answer.body()) {
                check(answer.statusCode(), new String(body.readNBytes(10_000), StandardCharsets.UTF_8));
            }
        }
        return answer.body();
    }

    private static void check(int status, String body) throws IOException {
        if (status / 100 == 2) {
            return;
        }
        String detail = detail(body);
        if (status >= 500) {
            throw new IOException("the server is in trouble (%d): %s".formatted(status, detail));
        }
        ErrorCode code = switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.CONFLICT;
            default -> ErrorCode.BAD_INPUT;
        };
        throw new DownbeatException(code, "the server refused (%d): %s".formatted(status, detail));
    }

    private static String detail(String body) {
        try {
            return Json.read(body) instanceof Map<?, ?> problem && problem.get("detail") instanceof String text
                    ? text
                    : body;
        } catch (DownbeatException e) {
            return body; // not ours: a proxy's
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
