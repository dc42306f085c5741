package dev.downbeat.operators.http;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is sent. Its text form shows neither credentials nor the query, which may hold some.
///
/// @param headers names without regard to case
/// @param secret  names of headers that stay with the first server
record Request(String method, URI address, Map<String, String> headers, Set<String> secret, Body body) {
    /// Made anew for each redirect.
    interface Body {
        BodyPublisher publisher() throws FileNotFoundException;
    }

    private static final Set<String> ALWAYS_SECRET = Set.of("authorization", "cookie", "proxy-authorization");

    /// @throws TaskFailedException (terminal) when the address or a file is wrong
    static Request of(Http.Config config, TaskContext context) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.put("User-Agent", "downbeat");
        context.traceparent().ifPresent(trace -> headers.put("traceparent", trace));
        String method = config.method().toUpperCase(Locale.ROOT);
        if (method.equals("POST") || method.equals("PATCH")) {
            headers.put("Idempotency-Key", context.attempt().idempotencyKey());
        }
        String url = config.url();
        var secret = new java.util.HashSet<>(ALWAYS_SECRET);
        if (config.connection() != null) {
            Connection connection = context.connection(config.connection());
            url = address(connection, url);
            credentials(connection).forEach((name, value) -> {
                headers.put(name, value);
                secret.add(name.toLowerCase(Locale.ROOT));
            });
        }
        Body body = body(config, context, headers);
        headers.putAll(config.headers());
        return new Request(method, uri(url, query(config.query())), headers, Set.copyOf(secret), body);
    }

    /// For people: the method and the address without its query.
    String shown() {
        return "%s %s".formatted(method, shown(address));
    }

    static String shown(URI address) {
        return "%s://%s%s%s"
                .formatted(
                        address.getScheme(),
                        address.getHost(),
                        address.getPort() < 0 ? "" : ":" + address.getPort(),
                        address.getPath());
    }

    /// The same at another place, as the status of a redirect wants it.
    Request redirected(int status, URI to) {
        var kept = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        kept.putAll(headers);
        if (!origin(to).equals(origin(address))) {
            secret.forEach(kept::remove);
        }
        boolean bodyStays = status == 307 || status == 308 || method.equals("GET") || method.equals("HEAD");
        if (bodyStays) {
            return new Request(method, to, kept, secret, body);
        }
        kept.remove("Content-Type");
        return new Request("GET", to, kept, secret, BodyPublishers::noBody);
    }

    /// @throws TaskFailedException (terminal) when a header cannot be set
    HttpRequest toHttp(Duration timeout) throws FileNotFoundException {
        try {
            var builder = HttpRequest.newBuilder(address).timeout(timeout).method(method, body.publisher());
            headers.forEach(builder::setHeader);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static String origin(URI address) {
        return "%s://%s:%d".formatted(address.getScheme(), address.getHost(), address.getPort());
    }

    private static String address(Connection connection, String url) {
        String base = connection.type() + "://" + connection.host()
                + (connection.port() > 0 ? ":" + connection.port() : "")
                + (connection.path().isEmpty() || connection.path().startsWith("/") ? "" : "/")
                + connection.path();
        if (url.contains("://")) {
            if (!origin(uri(url, "")).equals(origin(uri(base, "")))) {
                throw bad("the url is not at the server of connection '%s', whose credentials it would be sent"
                        .formatted(connection.id()));
            }
            return url;
        }
        if (url.isEmpty()) {
            return base;
        }
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + (url.startsWith("/") || url.startsWith("?") ? url : "/" + url);
    }

    private static Map<String, String> credentials(Connection connection) {
        var headers = new TreeMap<String, String>();
        String user = connection.login().user();
        String password = connection.login().password();
        if (!user.isEmpty() || !password.isEmpty()) {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
        }
        connection.extra("token").ifPresent(token -> headers.put("Authorization", "Bearer " + token));
        connection.extra().forEach((key, value) -> {
            if (key.startsWith("header.")) {
                headers.put(key.substring("header.".length()), value);
            }
        });
        return headers;
    }

    private static Body body(Http.Config config, TaskContext context, Map<String, String> headers) {
        if (config.file() != null) {
            Path file = context.resolve(config.file());
            if (!Files.isRegularFile(file)) {
                throw TaskFailedException.terminal(ErrorCode.NOT_FOUND, "file '%s' is not there".formatted(file), null);
            }
            headers.put("Content-Type", contentType(file));
            return () -> BodyPublishers.ofFile(file);
        }
        return switch (config.body()) {
            case null -> BodyPublishers::noBody;
            case String text -> {
                headers.put("Content-Type", "text/plain; charset=utf-8");
                yield () -> BodyPublishers.ofString(text);
            }
            default -> {
                headers.put("Content-Type", "application/json");
                String json = Json.write(config.body());
                yield () -> BodyPublishers.ofString(json);
            }
        };
    }

    private static String contentType(Path file) {
        try {
            String known = Files.probeContentType(file);
            return known == null ? "application/octet-stream" : known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String query(Map<String, @Nullable Object> query) {
        var text = new StringBuilder();
        query.forEach((name, value) -> {
            List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
            for (Object each : values) {
                text.append(text.isEmpty() ? "" : "&")
                        .append(encoded(name))
                        .append('=')
                        .append(encoded(each instanceof Map ? Json.write(each) : String.valueOf(each)));
            }
        });
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static URI uri(String url, String query) {
        String separator = query.isEmpty() ? "" : url.contains("?") ? "&" : "?";
        try {
            var address = new URI(url + separator + query);
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || address.getHost() == null) {
                throw bad("the url is not http(s)://HOST/…; a path alone needs a connection");
            }
            return address;
        } catch (URISyntaxException e) {
            // Neither the message nor the cause of the exception: they quote the address.
            throw bad("the url has a character that cannot stand there, at position %d; put values into 'query'"
                    .formatted(e.getIndex() + 1));
        }
    }

    private static TaskFailedException bad(String message) {
        return TaskFailedException.terminal(ErrorCode.BAD_INPUT, message, null);
    }

    @Override
    public String toString() {
        return shown();
    }
}
