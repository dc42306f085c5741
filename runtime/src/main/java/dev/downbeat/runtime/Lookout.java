package dev.downbeat.runtime;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that looks for something to do now and again, and at once when it is woken. A look that fails is
/// followed by another one.
final class Lookout implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    private final String what;
    private final Duration again;
    private final BooleanSupplier look;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closing;

    /// @param what  is looked for: `backfills`
    /// @param again the longest time between two looks
    /// @param look  says whether to look again without a pause
    Lookout(String what, Duration again, BooleanSupplier look) {
        this.what = what;
        this.again = again;
        this.look = look;
        this.thread = Thread.ofPlatform().name("downbeat-" + what).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        wakes.release();
    }

    boolean closing() {
        return closing;
    }

    boolean alive() {
        return thread.isAlive();
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn && !closing) {
            goesOn = looked() || pause();
        }
    }

    private boolean looked() {
        try {
            return look.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.warn("The {} could not be looked at ({}); trying again", what, e.getMessage());
            wakes.drainPermits(); // not at once
            return false;
        }
    }

    /// @return false when it was interrupted
    private boolean pause() {
        try {
            if (wakes.tryAcquire(again.toMillis(), TimeUnit.MILLISECONDS)) {
                wakes.drainPermits();
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// A look that is under way is given a moment.
    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(again);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
