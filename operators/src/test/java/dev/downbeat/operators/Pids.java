package dev.downbeat.operators;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks after processes that a test's children started.
public final class Pids {
    private Pids() {}

    /// Waits (20 s at most) for its end. One that nobody has reaped yet counts as ended.
    public static void awaitEnd(long pid) throws InterruptedException, ExecutionException, TimeoutException {
        var handle = ProcessHandle.of(pid);
        if (handle.isPresent() && handle.get().isAlive()) {
            handle.get().onExit().get(20, TimeUnit.SECONDS);
        }
    }

    /// The number after the last blank.
    public static long in(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1).strip());
    }
}
