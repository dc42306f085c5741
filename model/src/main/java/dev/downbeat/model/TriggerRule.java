package dev.downbeat.model;

import java.util.Locale;

/// When a task may run, judged by the states of its direct upstream task instances.
public enum TriggerRule {
    ALL_SUCCESS,
    ALL_FAILED,
    ALL_DONE,
    ALL_DONE_MIN_ONE_SUCCESS,
    ALL_DONE_SETUP_SUCCESS,
    ONE_FAILED,
    ONE_SUCCESS,
    ONE_DONE,
    ALL_SKIPPED,
    NONE_FAILED,
    NONE_FAILED_MIN_ONE_SUCCESS,
    NONE_SKIPPED,
    ALWAYS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TriggerRule of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
