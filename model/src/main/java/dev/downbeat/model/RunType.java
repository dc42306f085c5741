package dev.downbeat.model;

import java.util.Locale;

/// What started a run.
public enum RunType {
    /// A person or a program, by CLI or API.
    MANUAL,
    /// The DAG's schedule.
    SCHEDULED,
    /// Updates of assets.
    ASSET,
    /// A backfill.
    BACKFILL,
    /// A foreground `downbeat run`.
    FOREGROUND;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
        return word;
    }

    public static RunType of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
