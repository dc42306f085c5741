package dev.downbeat.sdk.json;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Outputs that are too large to be kept as an XCom lie in a file; what is passed on is a reference to it:
/// `{"$artifact": "<absolute path of a JSON file>", "bytes": 52428800, "sha256": "…"}`.
public final class Artifacts {
    /// The key that makes an object a reference.
    public static final String REFERENCE = "$artifact";

    private Artifacts() {}

    /// A reference to a JSON file.
    ///
    /// @param sha256 of the file, in hex
    public static Map<String, @Nullable Object> reference(Path json, long bytes, String sha256) {
        var reference = new LinkedHashMap<String, @Nullable Object>();
        reference.put(REFERENCE, json.toString());
        reference.put("bytes", bytes);
        reference.put("sha256", sha256);
        return reference;
    }

    /// The file that a value refers to; empty when it is no reference.
    ///
    /// @throws DownbeatException NOT_FOUND when the file is gone
    public static Optional<File> file(@Nullable Object plain) {
        if (plain instanceof Map<?, ?> map && map.get(REFERENCE) instanceof String path) {
            var file = new File(path);
            if (!file.isFile()) {
                throw new DownbeatException(ErrorCode.NOT_FOUND, "the artifact %s is not there".formatted(path));
            }
            return Optional.of(file);
        }
        return Optional.empty();
    }

    /// The value with every reference in it replaced by what the file holds.
    ///
    /// @throws DownbeatException NOT_FOUND when a file is gone
    public static @Nullable Object resolve(@Nullable Object plain) {
        Optional<File> file = file(plain);
        if (file.isPresent()) {
            return Json.MAPPER.readValue(file.get(), Object.class);
        }
        return switch (plain) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, value) -> copy.put(key, resolve(value)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> copy.add(resolve(item)));
                yield copy;
            }
            case null, default -> plain;
        };
    }
}
