package dev.downbeat.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A path below the API's root with its query, encoded.
record Path(String text) {
    static Path of(Object... parts) {
        var text = new StringBuilder();
        for (Object part : parts) {
            text.append(text.isEmpty() ? "" : "/").append(encode(part));
        }
        return new Path(text.toString());
    }

    /// An empty value is left out.
    Path query(String name, Object value) {
        return value.toString().isEmpty()
                ? this
                : new Path(text + (text.indexOf('?') < 0 ? "?" : "&") + name + "=" + encode(value));
    }

    Path query(String name, Optional<String> value) {
        return value.map(given -> query(name, given)).orElse(this);
    }

    private static String encode(Object part) {
        return URLEncoder.encode(part.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
