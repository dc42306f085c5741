package dev.downbeat.model;

import java.util.Locale;

/// What a task asks of the DAG's run before this one, by logical date.
public enum PastRule {
    /// Nothing.
    NONE,
    /// The task itself has succeeded there, or was skipped.
    DEPENDS_ON_PAST,
    /// So have the tasks directly after it.
    WAIT_FOR_DOWNSTREAM;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
