package dev.downbeat.runtime;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What tasks ask our own database: while it is out of reach the question is repeated, for a task does not fail because
/// of that. A timeout or a cancel, which interrupt the thread, end the wait.
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private Patience() {}

    /// @param question may be asked any number of times
    static <T> T ask(Supplier<T> question) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return question.get();
            } catch (DownbeatException e) {
                if (e.code() != ErrorCode.DATABASE || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.warn("A task waits for the database ({}); trying again in {} ms", e.text(), pause.toMillis());
                LockSupport.parkNanos(pause.toNanos());
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
            }
        }
    }
}
