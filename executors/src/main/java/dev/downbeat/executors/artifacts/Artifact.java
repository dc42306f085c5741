package dev.downbeat.executors.artifacts;

import dev.downbeat.sdk.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSON value that stands in a file, as an XCom refers to it: `{"$artifact": "/…/return_value.json", "bytes":
/// 52428800, "sha256": "…"}`.
public record Artifact(Path file, long bytes, String sha256) {
    public static final String KEY = "$artifact";

    public String toJson() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put(KEY, file.toString());
        fields.put("bytes", bytes);
        fields.put("sha256", sha256);
        return Json.write(fields);
    }

    /// The artifact that a value of an XCom refers to; empty for any other value.
    public static Optional<Artifact> in(@Nullable Object value) {
        if (value instanceof Map<?, ?> map
                && map.get(KEY) instanceof String file
                && map.get("bytes") instanceof Number bytes
                && map.get("sha256") instanceof String sha256) {
            return Optional.of(new Artifact(Path.of(file), bytes.longValue(), sha256));
        }
        return Optional.empty();
    }

    /// As templates see it: also `path`, since `$artifact` cannot be written after a dot.
    public Map<String, @Nullable Object> forTemplates() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put(KEY, file.toString());
        fields.put("path", file.toString());
        fields.put("bytes", bytes);
        fields.put("sha256", sha256);
        return fields;
    }
}
