package dev.downbeat.client;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.api.Views.Page;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests and answers in JSON; problem documents become exceptions.
final class Exchange implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final URI root;
    private final HttpClient http;

    Exchange(URI root) {
        this.root = root;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    <T> T get(Path path, Class<T> type) {
        return read(text(path), type);
    }

    <T> List<T> list(Path path, Class<T[]> type) {
        return Arrays.asList(get(path, type));
    }

    <T> Page<T> page(Path path, Class<T[]> items) {
        record Raw(@Nullable Object items, @Nullable String nextCursor) {}
        Raw page = read(text(path), Raw.class);
        return new Page<>(Arrays.asList(Json.convert(page.items(), items)), page.nextCursor());
    }

    <T> T post(Path path, Object body, Class<T> type) {
        return read(send("POST", path, body, Map.of()), type);
    }

    /// @return the body of the answer, empty when there is none
    String send(String method, Path path, Object body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
        headers.forEach(request::header);
        return checked(answer(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8)));
    }

    /// Opens a stream of server-sent events; the caller closes it.
    InputStream stream(Path path, String lastEventId) {
        HttpRequest.Builder request = request(path).setHeader("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> answer = answer(request.build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw problem(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw outOfReach(e);
        }
    }

    <T> T read(String text, Class<T> type) {
        try {
            return Json.read(text, type);
        } catch (DownbeatException e) {
            throw new DownbeatException(
                    ErrorCode.EXTERNAL_SERVICE,
                    "the answer of %s is not understood; is it the same version? %s".formatted(root, e.text()),
                    e);
        }
    }

    DownbeatException outOfReach(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new DownbeatException(
                ErrorCode.EXTERNAL_SERVICE, "the server at %s does not answer: %s".formatted(root, why), e);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private String text(Path path) {
        return checked(answer(request(path).timeout(ANSWER).build(), BodyHandlers.ofString(StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(Path path) {
        return HttpRequest.newBuilder(root.resolve(path.text())).header("Accept", "application/json");
    }

    private <T> HttpResponse<T> answer(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw outOfReach(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownbeatException(ErrorCode.CANCELLED, "interrupted while waiting for " + root, e);
        }
    }

    private String checked(HttpResponse<String> answer) {
        if (answer.statusCode() >= 300) {
            throw problem(answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    private DownbeatException problem(int status, String body) {
        Map<?, ?> problem = parse(body);
        if (!(problem.get("code") instanceof String word) || !(problem.get("detail") instanceof String detail)) {
            return new DownbeatException(
                    ErrorCode.EXTERNAL_SERVICE, "%s answered with status %d".formatted(root, status));
        }
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(word))
                .findFirst()
                .orElse(ErrorCode.EXTERNAL_SERVICE);
        return problem.get("nearest") instanceof String nearest
                ? new UnknownNameException(code, detail, nearest)
                : new DownbeatException(code, detail);
    }

    private static Map<?, ?> parse(String body) {
        try {
            return Json.read(body) instanceof Map<?, ?> map ? map : Map.of();
        } catch (DownbeatException e) {
            return Map.of();
        }
    }
}
