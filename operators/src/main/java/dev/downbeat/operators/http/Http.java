package dev.downbeat.operators.http;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends an HTTP request and keeps the answer.
public final class Http implements Operator<Http.Config> {
    @Doc(value = """
            Sends an HTTP request. An answer whose status is not among `expect` fails the task; it is retried when the status \
            is among `retry_on` or 5xx, and when the server cannot be reached or does not answer in time.

            The output has the `status`, the `headers` (names in lower case) and the `body`: JSON as values, other text as \
            text. An answer of more than 1 MB, or one that is not text, goes to a file in the run's artifacts, and the \
            output has its `path` and `bytes` instead. With `json_path` the output is what the path finds in the answer.

            A `connection` gives the base of a relative `url` and the credentials: user and password, or `token` (a bearer \
            token) and `header.NAME` among its extras. POST and PATCH carry an `Idempotency-Key` that is the same for every \
            try.""", example = """
            tasks:
              rates:
                http: https://api.example.org/rates.json
              price:
                http:
                  connection: shop
                  url: /products
                  query: { page: 1 }
                  json_path: $.items[0].price
              upload:
                http: { method: PUT, url: "https://files.example.org/logs.gz", file: logs.gz }
              notify:
                http:
                  method: POST
                  url: https://hooks.example.org/downbeat
                  body: { text: "run {{ run_id }} is done" }
            """)
    public record Config(
            @Doc("The address; with a connection, a path below its base.") @Shorthand
            String url,

            @Doc("The method.") @Default("GET") String method,

            @Doc("Request headers.") @Default("{}") Map<String, String> headers,

            @Doc("What is added to the address as `?name=value`; a list repeats the name.") @Default("{}")
            Map<String, @Nullable Object> query,

            @Doc("The request's body: text as it is, anything else as JSON.") @Nullable
            Object body,

            @Doc("A file to send as the body, in place of `body`.") @Nullable
            String file,

            @Doc("The id of a connection of type `http` or `https`.") @Nullable
            String connection,

            @Doc("The time to wait for the answer, and for each next part of it.") @Default("30s")
            Duration timeout,

            @Doc("Statuses that count as success: numbers and ranges.") @Default("[200-399]")
            List<String> expect,

            @Doc("Statuses after which the task is retried.") @Default("[429, 502, 503, 504]")
            List<Integer> retryOn,

            @Doc("A JSONPath into the answer; what it finds becomes the output.") @Nullable
            String jsonPath,

            @Doc("A file for the answer's body; a relative path is relative to the DAG's folder.") @Nullable
            String saveTo,

            @Doc("Follow redirects, ten at most. Credentials stay with the first server.") @Default("true")
            boolean followRedirects) {
        public Config {
            headers = Map.copyOf(headers);
            query = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(query));
            expect = List.copyOf(expect);
            retryOn = List.copyOf(retryOn);
            if (body != null && file != null) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "give 'body' or 'file', not both");
            }
            if (jsonPath != null && saveTo != null) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "give 'json_path' or 'save_to', not both");
            }
        }
    }

    @Override
    public String type() {
        return "http";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws InterruptedException {
        var expected = new Statuses(config.expect());
        Request request = Request.of(config, context);
        try (var call = new Call(config.timeout(), context.log())) {
            Answer answer = call.send(request, config.followRedirects());
            if (!expected.contains(answer.status())) {
                throw unexpected(request, answer, config);
            }
            return new Output(config, context).of(answer);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw TaskFailedException.retryable(
                    ErrorCode.EXTERNAL_SERVICE, "%s: %s".formatted(request.shown(), reason), e);
        }
    }

    private static TaskFailedException unexpected(Request request, Answer answer, Config config) throws IOException {
        String text = answer.beginning().strip();
        String later =
                answer.header("retry-after").map(", Retry-After: "::concat).orElse("");
        String message = "%s: status %d%s%s"
                .formatted(request.shown(), answer.status(), later, text.isEmpty() ? "" : ": " + text);
        boolean retry = config.retryOn().contains(answer.status()) || answer.status() >= 500;
        return retry
                ? TaskFailedException.retryable(ErrorCode.EXTERNAL_SERVICE, message, null)
                : TaskFailedException.terminal(ErrorCode.EXTERNAL_SERVICE, message, null);
    }
}
