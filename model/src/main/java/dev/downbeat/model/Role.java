package dev.downbeat.model;

/// What part a task plays around others: it does the DAG's work, sets up what the work needs, or tears that down
/// again.
///
/// @param failsRun of a teardown: its failure makes the run fail
public record Role(Kind kind, boolean failsRun) {
    public static final Role WORK = new Role(Kind.WORK, true);
    public static final Role SETUP = new Role(Kind.SETUP, true);
    /// Runs whatever happens to the run once a setup directly before it succeeded and what is between the two
    /// has ended. Its own failure does not make the run fail.
    public static final Role TEARDOWN = new Role(Kind.TEARDOWN, false);

    /// The parts.
    public enum Kind {
        WORK,
        SETUP,
        TEARDOWN
    }

    public boolean setup() {
        return kind == Kind.SETUP;
    }

    public boolean teardown() {
        return kind == Kind.TEARDOWN;
    }

    public Role withFailsRun(boolean failsRun) {
        return new Role(kind, failsRun);
    }
}
