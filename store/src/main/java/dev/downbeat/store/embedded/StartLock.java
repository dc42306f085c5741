package dev.downbeat.store.embedded;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Held while somebody starts, joins, leaves or stops the server of a home.
final class StartLock implements AutoCloseable {
    /// The system gives file locks to the process as a whole, so threads need a lock of their own before
    /// it.
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final FileChannel channel;

    private StartLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Waits for its turn.
    ///
    /// @throws DownbeatException DATABASE when another process holds it for minutes
    static StartLock take(Path file) throws IOException {
        THIS_PROCESS.lock();
        try {
            return new StartLock(locked(file));
        } catch (IOException | RuntimeException e) {
            THIS_PROCESS.unlock();
            throw e;
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (channel.tryLock() == null) {
            if (System.nanoTime() > deadline) {
                channel.close();
                throw new DownbeatException(
                        ErrorCode.DATABASE,
                        "another process has been starting or stopping the database for %d s; it holds %s"
                                .formatted(TimeUnit.NANOSECONDS.toSeconds(PATIENCE.toNanos()), file));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            THIS_PROCESS.unlock();
        }
    }
}
