package dev.downbeat.sdk;

import dev.downbeat.model.AssetName;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Watch;
import dev.downbeat.sdk.json.TaskValues;
import dev.downbeat.sdk.operator.SensorOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The shipped sensors and waits, for [Step#use].
///
/// ```java
/// import static dev.downbeat.sdk.Sensors.*;
///
/// var files =
/// d.task("arrival").use(file("incoming/*.csv").every(Duration.ofSeconds(30)).timeout(Duration.ofHours(6)));
/// d.task("settle").after(files).use(duration(Duration.ofMinutes(10)));
/// ```
///
/// A method of your own is a sensor by [Step#until].
public final class Sensors {
    private Sensors() {}

    /// Waits for a file, or for files that match a pattern.
    ///
    /// @param path relative to the DAG's folder
    public static Wait<Files> file(String path) {
        return new Wait<>("wait_for_file", Map.of("path", path), Files.class);
    }

    /// Waits until a query finds a row whose first value is true; the row is the result.
    public static Wait<Map<String, Object>> sql(String connection, String query) {
        return new Wait<>("wait_for_sql", Map.of("connection", connection, "query", query), Map.class);
    }

    /// Waits until a server answers as wanted; `with("json_path", …)` looks into the answer.
    public static Wait<Object> http(String url) {
        return new Wait<>("wait_for_http", Map.of("url", url), Object.class);
    }

    /// Waits until a Python function returns something true, which is the result.
    ///
    /// @param file relative to the DAG's folder
    public static Wait<Object> python(String file, String function) {
        return new Wait<>("wait_for_python", Map.of("file", file, "call", function), Object.class);
    }

    /// Waits until the run of another DAG with the same logical date has succeeded; `with("task", …)` until a task
    /// of it has.
    public static Wait<Ran> dag(String id) {
        return new Wait<>("wait_for_dag", Map.of("dag", id), Ran.class);
    }

    /// Waits a while.
    public static Use<Object> duration(Duration time) {
        return Use.of("wait_for", Map.of("duration", time));
    }

    /// Waits until a moment with its offset: `2026-03-01T06:00:00Z`, or a template that yields one.
    public static Use<Object> until(String moment) {
        return Use.of("wait_until", Map.of("time", moment));
    }

    /// Waits until a time of the day on which the task begins, or a local date with time.
    ///
    /// @param timezone `Europe/Helsinki`
    public static Use<Object> until(String time, String timezone) {
        return Use.of("wait_until", Map.of("time", time, "timezone", timezone));
    }

    /// As the spec has it. Its templates see no outputs of tasks.
    static Watch watch(AssetName asset, Wait<?> sensor) {
        var settings = UsedSettings.plain(sensor.settings(), TaskValues.of(Sensors.class));
        if (!TemplateText.reads(settings).isEmpty()) {
            throw Refusal.of("the watch of asset '%s' reads the output of a task, and there is no run when it looks"
                    .formatted(asset));
        }
        return new Watch(asset, new OperatorCall(sensor.operator(), settings, Set.of()));
    }

    /// Files that were found.
    ///
    /// @param path    of the first
    /// @param bytes   of all together
    /// @param changed when one of them was last changed
    public record Files(List<String> paths, String path, long bytes, Instant changed) {}

    /// A run that was waited for.
    ///
    /// @param state of the run, which may go on when a task of it was waited for
    /// @param date  its logical date
    public record Ran(long run, String state, Instant date) {}

    /// A sensor with how it waits; the defaults are those of [SensorOptions].
    ///
    /// @param <R> what it finds
    public record Wait<R>(String operator, Map<String, ? extends @Nullable Object> settings, Type returns)
            implements Use<R> {
        /// The time from one look to the next.
        public Wait<R> every(Duration interval) {
            return with("poke_interval", interval);
        }

        /// The factor from one interval to the next, and the longest interval.
        public Wait<R> backoff(double factor, Duration longest) {
            return with("backoff", factor).with("max_poke_interval", longest);
        }

        /// How long it waits in all; then it fails.
        public Wait<R> timeout(Duration patience) {
            return with("timeout", patience);
        }

        /// After its timeout it is skipped and does not fail.
        public Wait<R> softFail() {
            return with("soft_fail", true);
        }

        /// The bound of one look.
        public Wait<R> pokeTimeout(Duration bound) {
            return with("poke_timeout", bound);
        }

        /// What it holds between two looks; nothing is the default.
        public Wait<R> mode(SensorOptions.Mode mode) {
            return with("mode", mode.name().toLowerCase(Locale.ROOT));
        }

        /// A setting by its key in YAML.
        public Wait<R> with(String key, Object value) {
            var more = new LinkedHashMap<String, @Nullable Object>(settings);
            more.put(key, value);
            return new Wait<>(operator, more, returns);
        }
    }
}
