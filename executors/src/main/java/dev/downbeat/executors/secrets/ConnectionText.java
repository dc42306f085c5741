package dev.downbeat.executors.secrets;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a [Connection] from a URI, from JSON or from an object with its fields.
///
/// No message repeats the text: it may hold a password. `java.net.URI` is not used, because its messages do,
/// and because it takes no host with `_` in it.
final class ConnectionText {
    private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final List<String> FIELDS = List.of("type", "host", "port", "user", "password", "path", "extra");
    /// Databases that are files: `duckdb://data/w.duckdb` names no host.
    private static final Set<String> FILES = Set.of("duckdb", "sqlite", "file");

    private ConnectionText() {}

    /// @throws DownbeatException BAD_INPUT that says what is wrong without repeating it
    static Connection parse(String id, String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("{")) {
            return ofFields(id, json(id, trimmed));
        }
        Matcher uri = URI.matcher(trimmed);
        if (!uri.matches()) {
            throw bad(id, "it is neither a URI (type://user:password@host:port/path?option=value) nor a JSON object");
        }
        String type = uri.group(1).toLowerCase(java.util.Locale.ROOT);
        String rest = uri.group(2);
        int question = rest.indexOf('?');
        Map<String, String> extra = question < 0 ? Map.of() : query(id, rest.substring(question + 1));
        String place = question < 0 ? rest : rest.substring(0, question);
        if (!place.startsWith("//")) {
            return new Connection(id, type, "", 0, Connection.Login.NONE, decode(id, place), extra);
        }
        return ofPlace(id, type, place.substring(2), extra);
    }

    private static Connection ofPlace(String id, String type, String place, Map<String, String> extra) {
        int slash = place.indexOf('/');
        String authority = slash < 0 ? place : place.substring(0, slash);
        String path = slash < 0 ? "" : decode(id, place.substring(slash));
        int at = authority.lastIndexOf('@');
        if (at < 0 && (FILES.contains(type) || authority.isEmpty())) {
            return new Connection(id, type, "", 0, Connection.Login.NONE, decode(id, authority) + path, extra);
        }
        Connection.Login login = at < 0 ? Connection.Login.NONE : login(id, authority.substring(0, at));
        String server = authority.substring(at + 1);
        int colon = server.lastIndexOf(':');
        boolean hasPort = colon > server.lastIndexOf(']');
        String host = hasPort ? server.substring(0, colon) : server;
        int port = hasPort ? port(id, server.substring(colon + 1)) : 0;
        String inner = path.startsWith("/") ? path.substring(1) : path;
        return new Connection(id, type, decode(id, host), port, login, inner, extra);
    }

    private static Connection.Login login(String id, String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new Connection.Login(decode(id, text), "")
                : new Connection.Login(decode(id, text.substring(0, colon)), decode(id, text.substring(colon + 1)));
    }

    private static Map<String, String> query(String id, String text) {
        var extra = new LinkedHashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                extra.put(decode(id, pair.substring(0, equals)), decode(id, pair.substring(equals + 1)));
            } else if (!pair.isEmpty()) {
                extra.put(decode(id, pair), "true");
            }
        }
        return extra;
    }

    /// @throws DownbeatException BAD_INPUT naming the field that is wrong
    static Connection ofFields(String id, Map<String, ?> fields) {
        for (String field : fields.keySet()) {
            if (!FIELDS.contains(field)) {
                throw bad(
                        id,
                        "it has no field '%s'%s; allowed are %s"
                                .formatted(field, Nearest.hint(field, FIELDS), String.join(", ", FIELDS)));
            }
        }
        if (text(fields, "type").isEmpty()) {
            throw bad(id, "'type' is missing");
        }
        var login = new Connection.Login(text(fields, "user"), text(fields, "password"));
        String port = text(fields, "port");
        return new Connection(
                id,
                text(fields, "type"),
                text(fields, "host"),
                port.isEmpty() ? 0 : port(id, port),
                login,
                text(fields, "path"),
                extra(id, fields.get("extra")));
    }

    private static Map<String, String> extra(String id, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw bad(id, "'extra' must be an object");
        }
        var extra = new LinkedHashMap<String, String>();
        map.forEach((key, inner) -> extra.put(String.valueOf(key), plain(inner)));
        return extra;
    }

    private static String text(Map<String, ?> fields, String name) {
        Object value = fields.get(name);
        return value == null ? "" : plain(value);
    }

    private static String plain(@Nullable Object value) {
        return value instanceof Map || value instanceof List ? Json.write(value) : String.valueOf(value);
    }

    private static int port(String id, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw bad(
                    id,
                    "what stands after the host's ':' is no port; write '@', ':', '/', '?' and '%' in a user or"
                            + " password as %40, %3A, %2F, %3F and %25");
        }
        throw bad(id, "a port is a number from 1 to 65535");
    }

    private static String decode(String id, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            // '+' stays a plus: this is not a form
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad(id, "a '%' in it is not followed by two hex digits; write a percent sign as %25");
        }
    }

    private static Map<String, ?> json(String id, String text) {
        try {
            return Json.toMap(Json.read(text, Map.class));
        } catch (DownbeatException e) {
            // not the parser's message: it quotes the text
            throw bad(id, "it begins like a JSON object but is not valid JSON");
        }
    }

    private static DownbeatException bad(String id, String why) {
        return new DownbeatException(ErrorCode.BAD_INPUT, "connection '%s' cannot be read: %s".formatted(id, why));
    }
}
