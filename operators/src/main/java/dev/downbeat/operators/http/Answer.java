package dev.downbeat.operators.http;

import dev.downbeat.model.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server's answer, its body unread.
record Answer(HttpResponse<?> response, InputStream body) {
    private static final int BEGINNING = 400;
    private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\";\\s]+)");

    /// A cookie may be as good as a password.
    private static final Set<String> WITHHELD = Set.of("set-cookie", "set-cookie2");

    int status() {
        return response.statusCode();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    Map<String, String> headers() {
        var headers = new TreeMap<String, String>();
        response.headers().map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.startsWith(":") && !WITHHELD.contains(lower)) {
                headers.put(lower, String.join(", ", values));
            }
        });
        return headers;
    }

    /// `text/html`, in lower case; empty when not told.
    String mediaType() {
        String type = header("content-type").orElse("").toLowerCase(Locale.ROOT);
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip();
    }

    boolean json() {
        return mediaType().equals("application/json") || mediaType().endsWith("+json");
    }

    /// The one told, else UTF-8.
    Charset charset() {
        Matcher told = CHARSET.matcher(header("content-type").orElse(""));
        try {
            return told.find() ? Charset.forName(told.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /// The first characters of the body, for a message.
    String beginning() throws IOException {
        String text = new String(body.readNBytes(BEGINNING), charset());
        return text.length() < BEGINNING ? text : text + Excerpt.CUT;
    }
}
