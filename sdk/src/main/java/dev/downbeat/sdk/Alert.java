package dev.downbeat.sdk;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a notifier is told of: `alert` in its templates, and the argument of functions that are notifiers.
///
/// ```java
/// static void tell(Alert alert) {
///     Task.context().log().info(alert.title() + ": " + alert.error());
/// }
/// ```
///
/// @param values by the names of docs/alerts.md
public record Alert(Map<String, @Nullable Object> values) {
    /// The name in templates.
    public static final String NAME = "alert";

    // Written out: javac drops type annotations from the parameters of a compact constructor.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Alert(Map<String, @Nullable Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public static Alert of(Map<?, ?> values) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        values.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return new Alert(copy);
    }

    @Override
    @JsonValue
    public Map<String, @Nullable Object> values() {
        return values;
    }

    /// `success`, `failure`, `retry`, `skip` or `deadline`.
    public String event() {
        return text("event");
    }

    /// What happened, in a line.
    public String title() {
        return text("title");
    }

    /// What happened, in full: the title, the facts, the error, the end of the log and the link.
    public String text() {
        return text("text");
    }

    public String dag() {
        return text("dag");
    }

    public long run() {
        return number("run");
    }

    /// The task's id; empty when the alert is about a run.
    public String task() {
        return text("task");
    }

    /// The task with its map index or the name of its item, for people; the DAG when the alert is about a
    /// run.
    public String subject() {
        return text("subject");
    }

    public int mapIndex() {
        return (int) number("map_index");
    }

    /// The state of the run or the task instance when the alert was sent.
    public String state() {
        return text("state");
    }

    public int attempt() {
        return (int) number("attempt");
    }

    public int tryNumber() {
        return (int) number("try_number");
    }

    /// What went wrong, in a line; empty when nothing did.
    public String error() {
        return text("error");
    }

    /// The end of the log, secrets masked; may be empty.
    public String log() {
        return text("log");
    }

    /// The address of the run; empty when none is known.
    public String link() {
        return text("link");
    }

    /// Any value as text; empty when there is none.
    public String text(String name) {
        Object value = values.get(name);
        return value == null ? "" : String.valueOf(value);
    }

    private long number(String name) {
        return values.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
