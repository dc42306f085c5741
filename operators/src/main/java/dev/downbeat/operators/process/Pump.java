package dev.downbeat.operators.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Copies a child's output into the task's log as it comes.
///
/// A platform thread: a read of a pipe blocks the thread that carries it, and many virtual ones would take
/// all
/// carriers. When the log cannot be written, the output is read on and dropped, so that the child does not
/// hang
/// on a full pipe.
final class Pump {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("task-output-", 0).factory());

    private final LastLine last = new LastLine();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean detached;
    private volatile @Nullable IOException failure;

    private Pump() {}

    static Pump start(InputStream from, OutputStream to) {
        var pump = new Pump();
        THREADS.execute(() -> pump.copy(from, to));
        return pump;
    }

    /// Waits until the other side has closed the pipe, all who held it.
    ///
    /// @return false when the time is over first
    boolean finished(Duration time) throws InterruptedException {
        return done.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
    }

    /// What still comes is dropped.
    void detach() {
        detached = true;
    }

    /// To be asked when [#finished].
    String lastLine() {
        return last.text();
    }

    /// Why the log could not be written.
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private void copy(InputStream from, OutputStream to) {
        var buffer = new byte[16 * 1024];
        try (from) {
            for (int count = from.read(buffer); count >= 0 && !detached; count = from.read(buffer)) {
                last.accept(buffer, count);
                write(to, buffer, count);
            }
            close(to);
        } catch (IOException e) {
            // The pipe is gone with its process: there is no more to read.
            close(to);
        } finally {
            done.countDown();
        }
    }

    private void write(OutputStream to, byte[] buffer, int count) {
        if (failure == null) {
            try {
                to.write(buffer, 0, count);
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    private void close(OutputStream to) {
        try {
            if (!detached) {
                to.close();
            }
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
    }
}
