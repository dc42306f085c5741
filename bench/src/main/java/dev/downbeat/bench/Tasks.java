package dev.downbeat.bench;

import java.time.Duration;

/// What measured tasks do, where they do something: called by the `java` operator, by its name.
public final class Tasks {
    private Tasks() {}

    /// Keeps a CPU busy.
    public static long fib(int n) {
        return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    /// Waits so many milliseconds.
    public static void pause(int millis) throws InterruptedException {
        Clock.pause(Duration.ofMillis(millis));
    }
}
