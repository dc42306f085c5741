package dev.downbeat.operators.notify;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.sdk.Alert;
import dev.downbeat.sdk.operator.TaskContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The alert that a notifier was called for.
final class Told {
    private static final int MAX_FACT = 200;

    private Told() {}

    /// Empty when the operator runs as a task.
    static Optional<Alert> in(TaskContext context) {
        return context.variables().get(Alert.NAME) instanceof Map<?, ?> values
                ? Optional.of(Alert.of(values))
                : Optional.empty();
    }

    /// @throws DownbeatException BAD_INPUT when the operator runs as a task, whose author has to say what to tell
    static Alert required(TaskContext context, String needs) {
        return in(context).orElseThrow(() -> new DownbeatException(ErrorCode.BAD_INPUT, needs));
    }

    /// The alert in a few pairs for people.
    static Map<String, String> facts(Alert alert) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("DAG", alert.dag());
        facts.put("Run", Long.toString(alert.run()));
        if (!alert.task().isEmpty()) {
            facts.put("Task", alert.subject());
        }
        if (alert.attempt() > 0) {
            facts.put("Try", Integer.toString(alert.tryNumber()));
        }
        facts.put("State", alert.state());
        facts.put("Fires at", alert.text("fires_at"));
        facts.put("Covers", alert.text("covers"));
        facts.values().removeIf(String::isEmpty);
        facts.replaceAll((_, value) -> shortened(value, MAX_FACT));
        return facts;
    }

    static String shortened(String text, int length) {
        return text.length() <= length ? text : Excerpt.of(text, length - 1);
    }

    /// The last characters: of a log, the end tells most.
    static String ending(String text, int length) {
        return text.length() <= length ? text : Excerpt.CUT + text.substring(text.length() - length + 1);
    }
}
