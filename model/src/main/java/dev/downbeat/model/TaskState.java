package dev.downbeat.model;

import java.util.Locale;

/// Where a task instance stands. The words are those of the docs, the API and the database.
public enum TaskState {
    /// Not yet considered, or waiting for its upstream tasks. The decider moves it on.
    NONE(false, false),
    /// Its trigger rule is met; waiting for a limit (pool, concurrency). The scheduler moves it on.
    SCHEDULED(false, false),
    /// Handed to an executor, not yet started. The executor moves it on.
    QUEUED(false, true),
    /// Its attempt is being executed. The executor moves it on.
    RUNNING(false, true),
    /// The task was cleared while running: its attempt is being stopped and will start anew.
    RESTARTING(false, true),
    /// An attempt failed; the next one waits for its delay. A timer moves it on.
    UP_FOR_RETRY(false, false),
    /// A sensor looked and looks again later, in a slot. A timer moves it on.
    UP_FOR_RESCHEDULE(false, false),
    /// Waits without holding a slot or a thread. A timer moves it on, or what it finds when it looks.
    DEFERRED(false, false),
    /// Ended well.
    SUCCESS(true, false),
    /// Ended in failure, no tries left.
    FAILED(true, false),
    /// Not to be run: a branch went elsewhere, or its rule says so.
    SKIPPED(true, false),
    /// Not run because what it needs failed.
    UPSTREAM_FAILED(true, false),
    /// Its place in the DAG or in its map no longer exists.
    REMOVED(true, false);

    private final String word = name().toLowerCase(Locale.ROOT);

    private final boolean terminal;
    private final boolean active;

    TaskState(boolean terminal, boolean active) {
        this.terminal = terminal;
        this.active = active;
    }

    /// Nothing but a person's clear moves a task out of this state.
    public boolean terminal() {
        return terminal;
    }

    /// An executor holds the attempt.
    public boolean active() {
        return active;
    }

    public boolean failure() {
        return this == FAILED || this == UPSTREAM_FAILED;
    }

    /// The word used outside: `up_for_retry`.
    public String word() {
        return word;
    }

    public static TaskState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
