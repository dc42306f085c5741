package dev.downbeat.model;

import java.util.Locale;

/// How the priority by which a ready task is ordered comes from the priorities in the DAG.
public enum WeightRule {
    /// The task's own alone.
    ABSOLUTE,
    /// Its own and those of all tasks before it: runs that have come far go first.
    UPSTREAM,
    /// Its own and those of all tasks after it: what much waits for goes first.
    DOWNSTREAM;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
