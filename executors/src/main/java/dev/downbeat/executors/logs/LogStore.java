package dev.downbeat.executors.logs;

import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The logs of all attempts under `<home>/logs/run_<id>/<task>/<map index>/attempt_<n>.log`; the index of a
/// task that is not mapped is -1.
public final class LogStore implements Logs, AutoCloseable {
    private final Path folder;
    private final LogLimits limits;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor flusher;

    public LogStore(Path home, LogLimits limits, InstantSource clock) {
        this.folder = home.resolve("logs");
        this.limits = limits;
        this.clock = clock;
        this.flusher = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("log-flusher").factory());
        flusher.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public AttemptLog open(AttemptId attempt, Supplier<Masking> masking) {
        return new LogFile(new Place(this, attempt), masking);
    }

    public Path file(AttemptId attempt) {
        return folder.resolve("run_" + attempt.key().run())
                .resolve(attempt.key().task().value())
                .resolve(Integer.toString(attempt.key().index().value()))
                .resolve("attempt_" + attempt.number() + ".log");
    }

    /// Whole lines from a byte offset on.
    ///
    /// @param offset in bytes; negative: so many bytes before the end. A place within a line moves on to the
    ///         next one.
    /// @param maxBytes at most so many, but one line at least
    /// @return nothing when the attempt has logged nothing yet
    public LogSlice read(AttemptId attempt, long offset, int maxBytes) {
        try {
            return LogReader.read(file(attempt), offset, maxBytes);
        } catch (IOException e) {
            throw unreadable(attempt, e);
        }
    }

    /// The last lines, the oldest first.
    public List<String> tail(AttemptId attempt, int lines) {
        try {
            return LogReader.tail(file(attempt), lines);
        } catch (IOException e) {
            throw unreadable(attempt, e);
        }
    }

    private static DownbeatException unreadable(AttemptId attempt, IOException e) {
        return new DownbeatException(
                ErrorCode.INTERNAL, "the log of %s cannot be read: %s".formatted(attempt, e.getMessage()), e);
    }

    /// Logs that are still open stay usable; they are written when their buffers are full and when they are
    /// closed.
    @Override
    public void close() {
        flusher.shutdown();
    }

    /// Where one attempt logs to.
    record Place(LogStore store, AttemptId attempt) {
        LogLimits limits() {
            return store.limits;
        }

        LogWriter create(Runnable flush) {
            return new LogWriter(store.file(attempt), store.clock, () -> store.flushLater(flush));
        }

        List<String> tail(int lines) {
            return store.tail(attempt, lines).stream().map(Place::withoutStamp).toList();
        }

        /// What stands after time and stream.
        private static String withoutStamp(String line) {
            int time = line.indexOf(' ');
            int stream = line.indexOf(' ', time + 1);
            return stream < 0 ? line : line.substring(stream + 1);
        }
    }

    private void flushLater(Runnable flush) {
        if (!flusher.isShutdown()) {
            var ignored = flusher.schedule(flush, limits.flushEvery().toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
