package dev.downbeat.operators.process;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A child process in a process group of its own, with a guard; see the package. One thread uses it.
///
/// ```java
/// try (var child = ChildProcess.start(launch)) {
///     Exit exit = child.await(context.log(), grace);
/// }
/// ```
public final class ChildProcess implements AutoCloseable {
    /// How long output may keep coming from what the child left running: `exec > >(tee log)` ends after its
    /// shell.
    private static final Duration LINGER = Duration.ofSeconds(1);

    /// How long to wait for the kernel to act on SIGKILL.
    private static final Duration KILL_TIME = Duration.ofSeconds(5);

    private final Process process;
    private final OutputStream lifeLine;

    private ChildProcess(Process process) {
        this.process = process;
        this.lifeLine = process.getOutputStream();
    }

    /// Starts a program that reads its life line, or has a guard that does.
    static ChildProcess start(List<String> command) throws IOException {
        return started(new ProcessBuilder(command), Map.of());
    }

    /// Starts a program that makes a process group of itself and runs [Guard#START] in it with its standard
    /// input as the life line.
    public static ChildProcess startGuarding(List<String> command, Map<String, String> env) throws IOException {
        return started(new ProcessBuilder(command), env);
    }

    private static ChildProcess started(ProcessBuilder builder, Map<String, String> env) throws IOException {
        builder.environment().keySet().removeIf(TaskEnvironment::withheld);
        builder.environment().putAll(env);
        return new ChildProcess(builder.start());
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /// A line for a program that reads what its guard passes on.
    ///
    /// @throws IOException when it is gone
    public void tell(String line) throws IOException {
        lifeLine.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        lifeLine.flush();
    }

    /// Waits for its end while its output goes to the log; afterwards nothing of its group lives.
    ///
    /// @param grace how long the group has between SIGTERM and SIGKILL when this thread is interrupted
    /// @throws InterruptedException when interrupted; the group is gone then too
    /// @throws TaskFailedException  (retryable) when the log cannot be written
    public Exit await(TaskLog log, Duration grace) throws InterruptedException {
        var out = Pump.start(process.getInputStream(), log.stdout());
        var err = Pump.start(process.getErrorStream(), log.stderr());
        try {
            process.waitFor();
            gone(out, err, LINGER);
        } catch (InterruptedException e) {
            terminate(out, err, grace);
            throw e;
        } finally {
            end(out, err);
        }
        out.failure().or(err::failure).ifPresent(ChildProcess::unwritten);
        return new Exit(process.exitValue(), out.lastLine(), err.lastLine());
    }

    /// Kills the group at once.
    @Override
    public void close() {
        List<ProcessHandle> descendants =
                process.isAlive() ? process.descendants().toList() : List.of();
        closeLifeLine();
        if (!endsWithin(KILL_TIME)) {
            process.destroyForcibly();
        }
        // Those that left the group; a handle does not mistake a later process of the same number for its own.
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private void terminate(Pump out, Pump err, Duration grace) {
        try {
            tell(Guard.TERM);
            gone(out, err, grace);
        } catch (IOException e) {
            // The guard is gone: what is left is killed without grace.
            close();
        } catch (InterruptedException e) {
            // A second request to stop takes the rest of the grace; close() follows.
            close();
        }
    }

    /// Waits for the process and for all who hold its output.
    private boolean gone(Pump out, Pump err, Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)
                && out.finished(Duration.ofNanos(deadline - System.nanoTime()))
                && err.finished(Duration.ofNanos(deadline - System.nanoTime()));
    }

    private void end(Pump out, Pump err) {
        close();
        boolean interrupted = Thread.interrupted();
        try {
            gone(out, err, LINGER);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            out.detach();
            err.detach();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean endsWithin(Duration time) {
        boolean interrupted = Thread.interrupted();
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeLifeLine() {
        try {
            lifeLine.close();
        } catch (IOException e) {
            // Closed already, by this side or with the process.
        }
    }

    private static void unwritten(IOException failure) {
        throw TaskFailedException.retryable(
                ErrorCode.INTERNAL, "cannot write the task's log: " + failure.getMessage(), failure);
    }
}
