package dev.downbeat.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A commit that a test holds back, to look at what happens meanwhile.
public final class ParkedCommit implements InMemoryJournal.Trouble {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    ParkedCommit() {}

    /// Waits until a commit stands here.
    public void awaitReached() {
        await(reached, "no commit came to be parked");
    }

    public void release() {
        released.countDown();
    }

    void hold() {
        reached.countDown();
        await(released, "a parked commit was never released");
    }

    private static void await(CountDownLatch latch, String complaint) {
        try {
            if (!latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(complaint);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(complaint + ": interrupted", e);
        }
    }
}
