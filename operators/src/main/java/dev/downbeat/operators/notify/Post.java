package dev.downbeat.operators.notify;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Sends JSON to an address of which nothing but the host is ever shown: the rest of it is a secret with most
/// services.
///
/// @param service for people: `Slack`
record Post(String service, URI address, Map<String, String> headers) {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_ANSWER = 300;
    private static final Set<Integer> MAY_PASS = Set.of(408, 425, 429);

    Post {
        headers = Map.copyOf(headers);
    }

    /// To the address that a connection stands for, its extras as the query but for those that are named.
    ///
    /// @param others names of extras that mean something else; `header.NAME` is a header of the request
    static Post to(String service, Connection connection, Set<String> others) {
        var headers = new TreeMap<String, String>();
        var query = new TreeMap<String, String>();
        connection.extra().forEach((name, value) -> {
            if (name.startsWith("header.")) {
                headers.put(name.substring("header.".length()), value);
            } else if (!others.contains(name)) {
                query.put(name, value);
            }
        });
        return new Post(service, address(service, connection, query), headers);
    }

    private static URI address(String service, Connection connection, Map<String, String> query) {
        boolean web = connection.type().equals("http") || connection.type().equals("https");
        if (!web || connection.host().isEmpty()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "connection '%s' is not the https://… address of a webhook of %s"
                            .formatted(connection.id(), service));
        }
        String parameters = query.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        String path = connection.path().startsWith("/") ? connection.path() : "/" + connection.path();
        try {
            URI bare = new URI(
                    connection.type(),
                    null,
                    connection.host(),
                    connection.port() == 0 ? -1 : connection.port(),
                    path,
                    null,
                    null);
            return parameters.isEmpty() ? bare : new URI(bare.toASCIIString() + "?" + parameters);
        } catch (URISyntaxException e) {
            // Neither its message nor itself as the cause: both quote the address.
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "connection '%s' is no valid address".formatted(connection.id()));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Post with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new Post(service, address, more);
    }

    /// @return the answer's text
    /// @throws TaskFailedException when the server cannot be reached or does not take it
    String send(String json, TaskContext context) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "downbeat")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        headers.forEach(request::setHeader);
        HttpResponse<String> answer = answer(request.build());
        int status = answer.statusCode();
        if (status / 100 == 2) {
            context.log().info("%s at %s: status %d".formatted(service, address.getHost(), status));
            return answer.body();
        }
        String later = answer.headers()
                .firstValue("retry-after")
                .map(", Retry-After: "::concat)
                .orElse("");
        String said = Excerpt.of(answer.body().strip(), MAX_ANSWER);
        String message = "%s at %s: status %d%s%s"
                .formatted(service, address.getHost(), status, later, said.isEmpty() ? "" : ": " + said);
        throw status >= 500 || MAY_PASS.contains(status)
                ? TaskFailedException.retryable(ErrorCode.EXTERNAL_SERVICE, message, null)
                : TaskFailedException.terminal(ErrorCode.EXTERNAL_SERVICE, message, null);
    }

    private HttpResponse<String> answer(HttpRequest request) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw TaskFailedException.retryable(
                    ErrorCode.EXTERNAL_SERVICE, "%s at %s: %s".formatted(service, address.getHost(), reason), null);
        } finally {
            client.shutdownNow();
            client.close();
        }
    }
}
