package dev.downbeat.model;

import java.util.Locale;

/// Where a DAG run stands.
public enum DagRunState {
    /// Accepted; waits for its turn (max_active_runs, or a paused DAG).
    QUEUED(false),
    /// Its tasks are being worked on.
    RUNNING(false),
    /// All that had to run ended well.
    SUCCESS(true),
    /// A task failed that was not allowed to, or the run was cancelled or ran out of time.
    FAILED(true);

    private final String word = name().toLowerCase(Locale.ROOT);

    private final boolean terminal;

    DagRunState(boolean terminal) {
        this.terminal = terminal;
    }

    public boolean terminal() {
        return terminal;
    }

    public String word() {
        return word;
    }

    public static DagRunState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
