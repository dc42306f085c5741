package dev.downbeat.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What people can be told of. The words are those of the docs, the API and the database.
public enum AlertEvent {
    /// A run or a task instance ended well.
    SUCCESS,
    /// A run or a task instance failed for good.
    FAILURE,
    /// An attempt failed, and the task instance is tried again.
    RETRY,
    /// A task instance skipped itself.
    SKIP,
    /// A run or a task instance had not ended by its deadline.
    DEADLINE;

    /// The events of a run; a run is neither retried nor skipped.
    public static final List<AlertEvent> OF_RUNS = List.of(SUCCESS, FAILURE, DEADLINE);

    /// The word used outside: `failure`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The key under which its notifiers are written: `on_failure`.
    public String key() {
        return "on_" + word();
    }

    public static AlertEvent of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(AlertEvent::word).toList();
    }
}
