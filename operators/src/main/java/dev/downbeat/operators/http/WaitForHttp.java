package dev.downbeat.operators.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.downbeat.operators.flow.Truth;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Waits until a server answers as wanted.
public final class WaitForHttp implements Sensor<WaitForHttp.Config> {
    @Doc(value = """
            Waits until a server answers with a status that is among `expect` and, with `json_path`, until what the path finds \
            in the answer is true or `equals` what is wanted. A server that cannot be reached, another status, and an answer \
            in which the path finds nothing are reasons to look again. The output is what the path found, else the answer as \
            the `http` operator gives it.""", example = """
            tasks:
              service_is_up:
                wait_for_http: https://api.example.org/health
              job_is_done:
                wait_for_http:
                  connection: spark
                  url: /jobs/{{ outputs.submit.id }}
                  json_path: $.state
                  equals: FINISHED
                  poke_interval: 30s
            """)
    public record Config(
            @Doc("The address; with a connection, a path below its base.") @Shorthand
            String url,

            @Doc("The method.") @Default("GET") String method,

            @Doc("Request headers.") @Default("{}") Map<String, String> headers,

            @Doc("What is added to the address as `?name=value`; a list repeats the name.") @Default("{}")
            Map<String, @Nullable Object> query,

            @Doc("The id of a connection of type `http` or `https`.") @Nullable
            String connection,

            @Doc("Statuses that are wanted: numbers and ranges.") @Default("[200-299]")
            List<String> expect,

            @Doc("A JSONPath into the answer.") @Nullable String jsonPath,

            @Doc("What the path has to find; without it, anything that is true.") @JsonProperty("equals") @Nullable
            Object wanted) {
        private Http.Config asRequest() {
            return new Http.Config(
                    url,
                    method,
                    headers,
                    query,
                    null,
                    null,
                    connection,
                    Duration.ofSeconds(30),
                    expect,
                    List.of(),
                    jsonPath,
                    null,
                    true);
        }
    }

    @Override
    public String type() {
        return "wait_for_http";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Look poke(Config config, TaskContext context) throws InterruptedException {
        var expected = new Statuses(config.expect());
        Request request = Request.of(config.asRequest(), context);
        try (var call = new Call(Duration.ofSeconds(30), context.log())) {
            Answer answer = call.send(request, true);
            return expected.contains(answer.status())
                    ? look(config, answer, context)
                    : Look.notYet("%s: status %d".formatted(request.shown(), answer.status()));
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return Look.notYet("%s: %s".formatted(request.shown(), reason));
        }
    }

    private static Look look(Config config, Answer answer, TaskContext context) throws IOException {
        var output = new Output(config.asRequest(), context);
        if (config.jsonPath() == null) {
            return output.of(answer) instanceof TaskResult.Done done ? Look.found(done.output()) : Look.found(null);
        }
        Object found = output.find(answer, config.jsonPath()).orElse(null);
        Object wanted = config.wanted();
        boolean there = wanted == null ? Truth.of(found) : same(wanted, found);
        return there
                ? Look.found(found)
                : Look.notYet("%s is %s".formatted(config.jsonPath(), found == null ? "not there" : Json.write(found)));
    }

    /// A template yields a text where the answer has a number.
    private static boolean same(Object wanted, @Nullable Object found) {
        return Objects.equals(wanted, found) || String.valueOf(wanted).equals(String.valueOf(found));
    }
}
