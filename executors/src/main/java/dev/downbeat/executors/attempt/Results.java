package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.SpillingOutput;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Turns what an operator returned into an outcome and XComs, large values into artifacts.
final class Results {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private static final int MAX_STATE = 16 << 10;

    private final Order order;
    private final ArtifactStore artifacts;
    private final int maxXcomBytes;
    private final Map<String, String> named = new ConcurrentHashMap<>();

    Results(Order order, ArtifactStore artifacts, int maxXcomBytes) {
        this.order = order;
        this.artifacts = artifacts;
        this.maxXcomBytes = maxXcomBytes;
    }

    /// A named value, taken as it is now.
    ///
    /// @throws TaskFailedException when the key is not allowed or the value is not JSON
    void xcom(String key, @Nullable Object value) {
        if (!KEY.matcher(key).matches() || key.equals(XcomSet.OUTPUT)) {
            throw TaskFailedException.terminal(
                    "'%s' cannot be the key of an XCom: use letters, digits, '_', '.' and '-',".formatted(key)
                            + " 100 at most, and not " + XcomSet.OUTPUT);
        }
        named.put(key, json("the XCom '" + key + "'", "xcom_" + key, value));
    }

    Ended of(TaskResult result) {
        return switch (result) {
            case TaskResult.Done done ->
                left(new Outcome.Succeeded(), json("its output", XcomSet.OUTPUT, done.output()));
            case TaskResult.InFile inFile -> left(new Outcome.Succeeded(), fromFile(inFile.json()));
            case TaskResult.Branch branch -> {
                var chosen = new Branching(order.version().spec(), order.task().id()).resolve(branch.chosen());
                yield left(new Outcome.Branched(chosen, branch.cutsOff()), Json.write(branch.chosen()));
            }
            case TaskResult.Skipped skipped -> Ended.with(new Outcome.Skipped(skipped.reason()));
            case TaskResult.Deferred deferred ->
                new Ended(
                        new Outcome.Deferred(
                                deferred.until(),
                                deferred.resume(),
                                Failures.oneLine(deferred.reason()),
                                state(deferred.state())),
                        named);
            case TaskResult.NotYet _ ->
                throw TaskFailedException.terminal("operator '%s' gave an answer that only sensors give"
                        .formatted(order.task().call().type()));
        };
    }

    /// What the next look or execution is handed, as JSON.
    ///
    /// @throws TaskFailedException when it is not JSON or too large: it is written with every look
    @Nullable
    String state(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String json;
        try {
            json = Json.write(value);
        } catch (JacksonException e) {
            throw TaskFailedException.terminal(
                    ErrorCode.TASK_FAILED, "what it left for later is not a JSON value: " + e.getOriginalMessage(), e);
        }
        if (json.length() > MAX_STATE) {
            throw TaskFailedException.terminal("what it left for later has %d characters, %d at most: keep it in a file"
                    .formatted(json.length(), MAX_STATE));
        }
        return json;
    }

    private Ended left(Outcome outcome, String output) {
        if (output.equals("null") && named.isEmpty()) {
            return Ended.with(outcome); // nothing to store: a missing output reads as null
        }
        var xcoms = new LinkedHashMap<>(named);
        if (!output.equals("null")) {
            xcoms.put(XcomSet.OUTPUT, output);
        }
        return new Ended(outcome, xcoms);
    }

    private String json(String what, String name, @Nullable Object value) {
        if (value == null) {
            return "null";
        }
        var out = new SpillingOutput(maxXcomBytes, folder().resolve(name + ".json"));
        try (out) {
            Json.MAPPER.writeValue(out, value);
        } catch (JacksonException e) {
            throw TaskFailedException.terminal(
                    ErrorCode.TASK_FAILED,
                    "%s is not a JSON value (%s): %s"
                            .formatted(what, value.getClass().getName(), e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot store " + what, e);
        }
        return out.toXcom();
    }

    private String fromFile(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw TaskFailedException.terminal("the file with its output, %s, does not exist".formatted(file));
            }
            if (Files.size(file) > maxXcomBytes) {
                return artifacts.keep(file, folder(), XcomSet.OUTPUT).toJson();
            }
            String text = Files.readString(file).strip();
            return Json.write(Json.read(text));
        } catch (DownbeatException e) {
            throw e instanceof TaskFailedException
                    ? e
                    : TaskFailedException.terminal(ErrorCode.TASK_FAILED, "its output is not JSON: " + e.text(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the output in " + file, e);
        }
    }

    private Path folder() {
        return artifacts.place(order.run().dag(), order.attempt());
    }
}
