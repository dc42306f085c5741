package dev.downbeat.operators.http;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.Jackson3JsonProvider;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.files.WholeFile;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the task's output of an answer.
final class Output {
    private static final int IN_MEMORY = 1024 * 1024;
    private static final int FOR_JSON_PATH = 32 * 1024 * 1024;
    private static final Pattern TEXT =
            Pattern.compile("|text/.*|application/(.*\\+)?(json|xml|yaml|x-yaml|javascript|x-www-form-urlencoded|csv)");

    private final Http.Config config;
    private final TaskContext context;

    Output(Http.Config config, TaskContext context) {
        this.config = config;
        this.context = context;
    }

    TaskResult of(Answer answer) throws IOException {
        if (config.jsonPath() != null) {
            return TaskResult.of(found(answer, config.jsonPath()));
        }
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("status", answer.status());
        output.put("headers", answer.headers());
        try (InputStream body = answer.body()) {
            if (config.saveTo() != null) {
                toFile(output, context.resolve(config.saveTo()).toAbsolutePath(), new byte[0], body);
                return TaskResult.of(output);
            }
            byte[] beginning = body.readNBytes(IN_MEMORY + 1);
            if (beginning.length > IN_MEMORY
                    || !TEXT.matcher(answer.mediaType()).matches()) {
                toFile(output, context.artifacts().resolve("response"), beginning, body);
            } else {
                output.put("body", value(answer, beginning));
            }
        }
        return TaskResult.of(output);
    }

    private @Nullable Object value(Answer answer, byte[] body) {
        String text = new String(body, answer.charset());
        if (answer.json() && body.length > 0) {
            try {
                return Json.read(text);
            } catch (DownbeatException e) {
                context.log().error("the answer claims to be JSON and is not: " + e.text());
            }
        }
        return text;
    }

    private @Nullable Object found(Answer answer, String path) throws IOException {
        try {
            return read(answer, path);
        } catch (PathNotFoundException e) {
            throw failed("the answer has nothing at json_path '%s'".formatted(path));
        }
    }

    /// What the path finds; empty when that is nothing.
    Optional<Object> find(Answer answer, String path) throws IOException {
        try {
            return Optional.ofNullable(read(answer, path));
        } catch (PathNotFoundException e) {
            return Optional.empty();
        }
    }

    /// @throws PathNotFoundException when there is nothing at the path
    private @Nullable Object read(Answer answer, String path) throws IOException {
        byte[] body;
        try (InputStream in = answer.body()) {
            body = in.readNBytes(FOR_JSON_PATH + 1);
        }
        if (body.length > FOR_JSON_PATH) {
            throw failed("the answer is more than %d MB, too much for 'json_path': use 'save_to'"
                    .formatted(FOR_JSON_PATH / 1024 / 1024));
        }
        try {
            var parsing = Configuration.builder()
                    .jsonProvider(new Jackson3JsonProvider(Json.MAPPER))
                    .build();
            return JsonPath.using(parsing)
                    .parse(Json.MAPPER.readValue(body, Object.class))
                    .read(path);
        } catch (PathNotFoundException e) {
            throw e;
        } catch (InvalidPathException e) {
            throw failed("json_path '%s' cannot be read: %s".formatted(path, e.getMessage()));
        } catch (tools.jackson.core.JacksonException e) {
            throw failed("the answer is not JSON: " + e.getOriginalMessage());
        }
    }

    private void toFile(Map<String, @Nullable Object> output, Path file, byte[] beginning, InputStream rest)
            throws IOException {
        long bytes = WholeFile.write(file, context.attempt(), part -> {
            try (OutputStream out = Files.newOutputStream(part)) {
                out.write(beginning);
                return beginning.length + rest.transferTo(out);
            }
        });
        output.put("path", file.toString());
        output.put("bytes", bytes);
    }

    private static TaskFailedException failed(String message) {
        return TaskFailedException.terminal(ErrorCode.EXTERNAL_SERVICE, message, null);
    }
}
