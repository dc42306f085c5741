package dev.downbeat.executors.remote;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes those who wait for something to happen. Who counts the strokes before it looks misses none.
final class Bell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private long strokes;

    long strokes() {
        lock.lock();
        try {
            return strokes;
        } finally {
            lock.unlock();
        }
    }

    void ring() {
        lock.lock();
        try {
            strokes++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until it has been rung since `heard` was counted.
    ///
    /// @return false when that takes longer
    boolean await(long heard, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (strokes == heard && left > 0) {
                left = rung.awaitNanos(left);
            }
            return strokes != heard;
        } finally {
            lock.unlock();
        }
    }

    /// How long is left until `deadline`, as the clock of nanoseconds says, and no longer than `most`.
    static Duration until(long deadline, Duration most) {
        long left = Math.max(0, deadline - System.nanoTime());
        return Duration.ofNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(most.toMillis())));
    }
}
