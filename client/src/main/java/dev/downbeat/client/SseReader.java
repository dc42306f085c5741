package dev.downbeat.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Takes server-sent events out of a stream, as the HTML standard defines them.
final class SseReader {
    private final BufferedReader lines;
    private String lastId = "";

    SseReader(InputStream stream) {
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /// @param id of this event or the last one before it that had one
    record SseEvent(String id, String name, String data) {}

    /// The next event that has data; empty at the end of the stream.
    Optional<SseEvent> next() throws IOException {
        String name = "message";
        var data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return Optional.of(new SseEvent(lastId, name, data.substring(0, data.length() - 1)));
                }
                name = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "event" -> name = value;
                case "data" -> data.append(value).append('\n');
                case "id" -> lastId = value;
                default -> {
                    // a comment (heartbeat) or a field that means nothing to us
                }
            }
        }
        return Optional.empty();
    }
}
