package dev.downbeat.containers.docker;

import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Phase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A container that was asked for and that the engine does not show yet, or never will.
final class Errand {
    private final ContainerRequest request;
    private final ReentrantLock making = new ReentrantLock();
    private final CountDownLatch dropped = new CountDownLatch(1);
    private volatile Phase phase;
    private volatile @Nullable Thread fetcher;

    Errand(ContainerRequest request, String image) {
        this.request = request;
        this.phase = new Phase.Waiting("the image '%s' is being fetched".formatted(image));
    }

    ContainerRequest request() {
        return request;
    }

    Sighting sighting() {
        return new Sighting(request.name(), request.claim(), phase);
    }

    void at(Phase now) {
        phase = now;
    }

    /// What makes something in the engine.
    interface Work {
        void run() throws DockerTrouble;
    }

    /// Does the work unless nobody wants it any more; who drops the errand waits for its end.
    ///
    /// @return false when nobody does
    boolean make(Work work) throws DockerTrouble {
        making.lock();
        try {
            if (dropped.getCount() == 0) {
                return false;
            }
            work.run();
            return true;
        } finally {
            making.unlock();
        }
    }

    /// The calling thread fetches the image, and is interrupted when nobody wants it any more.
    void fetchedBy(Thread thread) {
        fetcher = thread;
    }

    /// @return false when nobody wants it any more
    boolean pause(Duration time) throws InterruptedException {
        return !dropped.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Nobody wants it any more. What was made before this returns is there.
    void drop() {
        making.lock();
        try {
            dropped.countDown();
        } finally {
            making.unlock();
        }
        Thread thread = fetcher;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
