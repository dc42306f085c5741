package dev.downbeat.operators.process;

import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// Starts commands under guard, by launchers that wait already when there are any: a session, its leader and
/// its pipes are then there, and the way to the command is a line on the life line and one `exec`.
///
/// There are none before the second command, as a JVM may have been started for a single one, and none after
/// some time without commands. A spare knows nothing of a task until it is told one, and ends at the end of its
/// life line by itself, so that this JVM may die at any time.
public final class Spares {
    private final int size;
    private final Duration idle;
    private final Launcher launcher;
    private final Queue<ChildProcess> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock changing = new ReentrantLock();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile long used = System.nanoTime();
    private boolean expiring;

    /// @param size how many launchers wait; 0 for none
    /// @param idle how long they wait after the last command
    public Spares(int size, Duration idle) {
        this(size, idle, Launcher.here());
    }

    Spares(int size, Duration idle, Launcher launcher) {
        this.size = size;
        this.idle = idle;
        this.launcher = launcher;
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
        if (waiting.size() < size) {
            Thread.startVirtualThread(this::fill);
        }
    }

    private Optional<ChildProcess> told(Path script) {
        if (script.toString().indexOf('\n') >= 0) {
            return Optional.empty();
        }
        for (ChildProcess spare = waiting.poll(); spare != null; spare = waiting.poll()) {
            try {
                if (spare.alive()) {
                    spare.tell(script.toString());
                    return Optional.of(spare);
                }
            } catch (IOException e) {
                // It has just ended, before it could read the line.
            }
            spare.close();
        }
        return Optional.empty();
    }

    /// One thread at a time fills, else many commands at once would prepare far too many.
    private void fill() {
        if (!changing.tryLock()) {
            return;
        }
        try {
            while (waiting.size() < size) {
                waiting.add(ChildProcess.start(launcher.spare()));
            }
        } catch (IOException e) {
            // The next command starts its own launcher, meets the same error and reports it.
            return;
        } finally {
            expireAfter(idle.toNanos());
            changing.unlock();
        }
    }

    private void expireAfter(long nanos) {
        if (!expiring && !waiting.isEmpty()) {
            expiring = true;
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                    .execute(this::expire);
        }
    }

    private void expire() {
        changing.lock();
        try {
            expiring = false;
            long left = used + idle.toNanos() - System.nanoTime();
            if (left > 0) {
                expireAfter(left);
                return;
            }
            for (ChildProcess spare = waiting.poll(); spare != null; spare = waiting.poll()) {
                spare.close();
            }
        } finally {
            changing.unlock();
        }
    }

    /// Their process ids.
    List<Long> waiting() {
        return waiting.stream().map(ChildProcess::pid).toList();
    }
}
