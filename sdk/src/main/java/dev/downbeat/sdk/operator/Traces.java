package dev.downbeat.sdk.operator;

/// Whether traces are sent anywhere: only then tasks are told of theirs. Off, unless the process is told
/// otherwise.
public final class Traces {
    /// The system property that says so, also to child processes that are Java.
    public static final String PROPERTY = "downbeat.traces";

    private static volatile boolean on = Boolean.getBoolean(PROPERTY);

    private Traces() {}

    public static boolean on() {
        return on;
    }

    /// For the rest of the process's life.
    public static void turnOn() {
        on = true;
    }
}
