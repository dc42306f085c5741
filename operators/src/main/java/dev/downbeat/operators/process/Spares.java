package dev.downbeat.operators.process;

import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Starts commands under guard, by launchers that wait already when there are any: a session, its leader and
/// its pipes are then there, and the way to the command is a line on the life line and one `exec`.
///
/// There are none before the second command, as a JVM may have been started for a single one, and none after
/// some time without commands. A spare knows nothing of a task until it is told one, and ends at the end of its
/// life line by itself, so that this JVM may die at any time.
public final class Spares {
    private final Duration idle;
    private final Launcher launcher;
    private final Waiting waiting;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean expiring = new AtomicBoolean();
    private volatile long used = System.nanoTime();

    /// @param size how many launchers wait; 0 for none
    /// @param idle how long they wait after the last command
    public Spares(int size, Duration idle) {
        this(size, idle, Launcher.here());
    }

    Spares(int size, Duration idle, Launcher launcher) {
        this.idle = idle;
        this.launcher = launcher;
        this.waiting = new Waiting(size, () -> ChildProcess.start(launcher.spare()));
    }

    /// Starts a command under guard.
    ///
    /// @throws TaskFailedException (terminal) when the environment has names or values that cannot be
    public ChildProcess start(Launch launch) throws IOException {
        Path script = Launcher.script(launch);
        Optional<ChildProcess> spare = told(script);
        ChildProcess child = spare.isPresent() ? spare.get() : ChildProcess.start(launcher.start(script));
        if (begun.getAndSet(true)) {
            prepare();
        }
        return child;
    }

    /// Starts launchers for later commands, in the background: while the one before runs, not in the moment
    /// between two of them, when the engine has work.
    void prepare() {
        used = System.nanoTime();
        if (!waiting.full()) {
            Thread.startVirtualThread(this::fill);
        }
    }

    private Optional<ChildProcess> told(Path script) {
        if (script.toString().indexOf('\n') >= 0) {
            return Optional.empty();
        }
        Optional<ChildProcess> spare = waiting.take();
        while (spare.isPresent()) {
            try {
                spare.get().tell(script.toString());
                return spare;
            } catch (IOException e) {
                // It has just ended, before it could read the line.
                spare.get().close();
            }
            spare = waiting.take();
        }
        return Optional.empty();
    }

    private void fill() {
        waiting.fill();
        expireAfter(idle.toNanos());
    }

    private void expireAfter(long nanos) {
        if (!waiting.none() && expiring.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                    .execute(this::expire);
        }
    }

    private void expire() {
        expiring.set(false);
        long left = used + idle.toNanos() - System.nanoTime();
        if (left > 0) {
            expireAfter(left);
        } else {
            waiting.clear();
        }
    }

    /// Their process ids.
    List<Long> waiting() {
        return waiting.pids();
    }
}
