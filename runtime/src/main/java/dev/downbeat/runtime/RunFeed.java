package dev.downbeat.runtime;

import dev.downbeat.api.DownbeatApi.RunListener;
import dev.downbeat.api.DownbeatApi.Subscription;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.RunId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets listeners follow runs. Each listener has a thread of its own that reads the run afresh when the engine
/// says that it changed, however many changes came together, and now and then without being told: the run may
/// belong to another process.
final class RunFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunFeed.class);

    /// A listener is not called more often than this.
    private static final Duration PACE = Duration.ofMillis(50);

    private static final Duration LOOK = Duration.ofMillis(500);

    private final LongFunction<RunDetail> read;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();

    /// @param read throws when there is no such run
    RunFeed(LongFunction<RunDetail> read) {
        this.read = read;
    }

    void changed(RunId run) {
        followers.stream().filter(follower -> follower.run == run.value()).forEach(Follower::wake);
    }

    Subscription follow(long run, RunListener listener) {
        RunDetail first = read.apply(run);
        var follower = new Follower(run, listener, first);
        followers.add(follower);
        Thread.ofVirtual().name("follow-run-" + run).start(follower);
        return follower;
    }

    @Override
    public void close() {
        followers.forEach(Follower::close);
    }

    private final class Follower implements Runnable, Subscription {
        private final long run;
        private final RunListener listener;
        private final RunDetail first;
        private final Semaphore changes = new Semaphore(0);
        private final CountDownLatch closed = new CountDownLatch(1);

        Follower(long run, RunListener listener, RunDetail first) {
            this.run = run;
            this.listener = listener;
            this.first = first;
        }

        void wake() {
            changes.release();
        }

        @Override
        public void run() {
            try {
                RunDetail shown = first;
                listener.changed(shown);
                while (!ended(shown) && awaitChange()) {
                    RunDetail now = read.apply(run);
                    if (!now.equals(shown)) {
                        listener.changed(now);
                    }
                    shown = now;
                }
            } catch (InterruptedException e) {
                LOG.debug("no longer following run {}", run);
            } catch (RuntimeException e) {
                LOG.warn("run {} is no longer followed: {}", run, e.toString());
            } finally {
                followers.remove(this);
            }
        }

        /// Until something changed, or it is time to look all the same.
        ///
        /// @return false when nobody wants to know any more
        private boolean awaitChange() throws InterruptedException {
            if (changes.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean over = closed.await(PACE.toMillis(), TimeUnit.MILLISECONDS);
                changes.drainPermits();
                return !over;
            }
            return closed.getCount() > 0;
        }

        /// No interrupt: it would cut a database connection that is just being read.
        @Override
        public void close() {
            closed.countDown();
            changes.release();
        }
    }

    private static boolean ended(RunDetail run) {
        return DagRunState.of(run.summary().state()).terminal();
    }
}
