package dev.downbeat.operators.python;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.process.Exit;
import dev.downbeat.operators.process.TaskEnvironment;
import dev.downbeat.operators.process.WorkFolder;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files by which a task and its worker speak to each other; they stand in the attempt's scratch folder.
final class Exchange {
    /// Above it a result stays in its file.
    private static final long IN_MEMORY = 1024 * 1024;

    private final TaskContext context;
    private final Path request;
    private final Path outcome;
    private final Path result;
    private final Path xcoms;

    Exchange(TaskContext context) {
        this.context = context;
        this.request = context.scratch().resolve("request.json");
        this.outcome = context.scratch().resolve("outcome.json");
        this.result = context.scratch().resolve("result.json");
        this.xcoms = context.scratch().resolve("xcoms.json");
    }

    /// Writes the request and says where it is.
    Path ask(Python.Config config) throws IOException {
        for (Path stale : List.of(outcome, result, xcoms)) {
            Files.deleteIfExists(stale);
        }
        try (var out = Files.newOutputStream(request)) {
            Json.MAPPER.writeValue(out, request(config));
        }
        return request;
    }

    private Map<String, @Nullable Object> request(Python.Config config) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        String folder = WorkFolder.of(context).toString();
        Path file = config.file() == null ? null : context.resolve(config.file());
        values.put("file", file == null ? null : file.toString());
        values.put(
                "path",
                file == null ? List.of(folder) : List.of(file.resolveSibling("").toString(), folder));
        values.put("folder", folder);
        values.put("call", config.call());
        values.put("script", config.script());
        values.put("args", config.args());
        values.put("env", environment(config));
        values.put("context", taskContext());
        values.put("outcome", outcome.toString());
        values.put("result", result.toString());
        values.put("xcoms", xcoms.toString());
        return values;
    }

    /// Whether a worker has taken the request up.
    boolean begun() {
        return Files.notExists(request);
    }

    /// What came of it.
    ///
    /// @throws TaskFailedException when the task failed, or the process ended without a result
    TaskResult answer(Exit exit) throws IOException {
        if (!Files.exists(outcome)) {
            throw TaskFailedException.retryable(
                    exit.succeeded() ? "the process ended without a result (os._exit?)" : exit.message());
        }
        Outcome ended = Json.read(Files.readString(outcome), Outcome.class);
        if (Files.exists(xcoms)) {
            pushXcoms();
        }
        return switch (ended.status()) {
            case SUCCESS -> result();
            case SKIP -> new TaskResult.Skipped(ended.message());
            case FAIL -> throw TaskFailedException.terminal(ended.message());
            case ERROR ->
                throw ended.exception() == null
                        ? TaskFailedException.retryable(ended.message())
                        : TaskFailedException.retryable(ended.message()).withException(ended.exception());
        };
    }

    private TaskResult result() throws IOException {
        return Files.size(result) > IN_MEMORY
                ? new TaskResult.InFile(result)
                : TaskResult.of(Json.read(Files.readString(result)));
    }

    private void pushXcoms() throws IOException {
        if (Json.read(Files.readString(xcoms)) instanceof Map<?, ?> pushed) {
            pushed.forEach((key, value) -> context.xcom(String.valueOf(key), value));
        } else {
            throw TaskFailedException.terminal(ErrorCode.INTERNAL, "the worker wrote no map of xcoms", null);
        }
    }

    private Map<String, String> environment(Python.Config config) {
        var env = new LinkedHashMap<>(TaskEnvironment.of(context));
        env.putAll(config.env());
        return env;
    }

    /// What `downbeat.Context` of the Python module is made of.
    private Map<String, @Nullable Object> taskContext() {
        var key = context.attempt().key();
        var interval = context.run().interval();
        var values = new LinkedHashMap<String, @Nullable Object>();
        values.put("run_id", key.run().value());
        values.put("dag_id", context.run().dag().value());
        values.put("task_id", key.task().value());
        values.put("map_index", key.index().value());
        values.put("try_number", context.tryNumber());
        values.put("logical_date", interval.logicalDate().toString());
        values.put("data_interval_start", interval.start().toString());
        values.put("data_interval_end", interval.end().toString());
        values.put("ds", context.variables().get("ds"));
        values.put("params", context.run().params());
        values.put("idempotency_key", context.attempt().idempotencyKey());
        values.put("artifacts", context.artifacts().toString());
        values.put("scratch", context.scratch().toString());
        values.put("checkpoint_file", context.checkpointFile().toString());
        values.put("progress_file", context.progressFile().toString());
        return values;
    }

    private enum Status {
        SUCCESS,
        SKIP,
        FAIL,
        ERROR
    }

    private record Outcome(
            Status status, String message, @Nullable String exception) {}
}
