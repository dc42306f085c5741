package dev.downbeat.operators.shell;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/// What a command wrote to `$DOWNBEAT_OUTPUT`: JSON, or lines `key=value`.
public final class OutputFile {
    /// Above it the value stays in its file.
    private static final long IN_MEMORY = 1024 * 1024;

    private OutputFile() {}

    /// Empty when nothing was written.
    ///
    /// @throws TaskFailedException (terminal) when it is neither form
    public static Optional<TaskResult> read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) == 0) {
            return Optional.empty();
        }
        if (isJson(file)) {
            return Optional.of(
                    Files.size(file) > IN_MEMORY
                            ? new TaskResult.InFile(file)
                            : new TaskResult.Done(Json.read(Files.readString(file))));
        }
        if (Files.size(file) > IN_MEMORY) {
            throw neither("it is no JSON, and %d bytes are too many for lines".formatted(Files.size(file)));
        }
        return Optional.of(new TaskResult.Done(pairs(file)));
    }

    /// Reads it to the end without holding it.
    private static boolean isJson(Path file) {
        try (JsonParser parser = Json.MAPPER.createParser(file)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static Map<String, String> pairs(Path file) throws IOException {
        var pairs = new LinkedHashMap<String, String>();
        for (String line : lines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                pairs.put(line.substring(0, equals).strip(), line.substring(equals + 1));
            } else if (!line.isBlank()) {
                throw neither("it is no JSON, and '%s' is not key=value".formatted(Excerpt.of(line, 80)));
            }
        }
        return pairs;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw neither("it is not UTF-8");
        }
    }

    private static TaskFailedException neither(String why) {
        return TaskFailedException.terminal(
                ErrorCode.BAD_INPUT, "cannot read what was written to $DOWNBEAT_OUTPUT: " + why, null);
    }
}
