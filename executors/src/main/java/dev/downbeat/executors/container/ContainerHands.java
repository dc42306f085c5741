package dev.downbeat.executors.container;

import dev.downbeat.containers.ContainerEngine;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.Sighting;
import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteAttempts.Standing;
import dev.downbeat.executors.remote.Hands;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Has containers made for attempts, and looks after them. One thread does so, off the scheduler's; what it is
/// told, by the executor, the engine and its own helpers, comes as [News]. What it keeps in memory is found
/// again in the store and at the engine by whoever comes after it.
public final class ContainerHands implements Hands {
    private static final System.Logger LOGGER = System.getLogger(ContainerHands.class.getName());
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration STOP_TIME = Duration.ofSeconds(5);
    private static final int MOST_AT_ONCE = 1_000;

    private final String executor;
    private final ContainerEngine engine;
    private final String owner;
    private final long sweepNanos;
    private final Boxes boxes;
    private final Containment containment;
    private final LinkedBlockingQueue<News> inbox = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final AtomicBoolean begun = new AtomicBoolean();
    private long sweepAt;
    private volatile boolean closing;

    /// @param executor as tasks name it
    public ContainerHands(String executor, ContainerEngine engine, Keeping keeping, ContainerSettings settings) {
        this.executor = executor;
        this.engine = engine;
        this.owner = settings.owner();
        this.sweepNanos = settings.pacing().sweep().toNanos();
        this.boxes = new Boxes(settings.owner(), settings.pacing().patience());
        this.containment = new Containment(new Containment.Tools(engine, keeping, settings, boxes, inbox::add));
        this.thread = Thread.ofPlatform()
                .name("downbeat-" + executor + "-containers")
                .daemon()
                .unstarted(this::run);
    }

    @Override
    public String executor() {
        return executor;
    }

    @Override
    public void offer(List<Offer> offers) {
        if (offers.isEmpty()) {
            return;
        }
        offers.forEach(offer -> inbox.add(new News.Offered(offer)));
        if (begun.compareAndSet(false, true)) {
            thread.start();
        }
    }

    @Override
    public void stop(Map<Place, Standing> asked) {
        asked.forEach((place, standing) -> inbox.add(new News.Stop(place, standing.started())));
    }

    /// They are ended in the store by the thread, where the executor finds them like any other end.
    @Override
    public Map<Place, Standing> lost(Set<Shard> shards) {
        return Map.of();
    }

    @Override
    public void over(Place place) {
        inbox.add(new News.Over(place));
    }

    @Override
    public void letGo(Place place) {
        inbox.add(new News.LetGo(place));
    }

    @Override
    public void close() {
        closing = true;
        if (begun.compareAndSet(false, true)) {
            engine.close();
            return;
        }
        inbox.add(new News.Nothing());
        try {
            boolean ignored = thread.join(STOP_TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        engine.close();
    }

    // The thread

    private void run() {
        engine.watch(owner, sighting -> inbox.add(new News.Seen(sighting)));
        sweepAt = System.nanoTime() + sweepNanos / 10;
        while (!closing) {
            try {
                hear();
                containment.work();
                sweep();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    /// News change what is known, and nothing else, so nothing of them is lost when what follows fails.
    private void hear() throws InterruptedException {
        long wait = Math.max(0, Math.min(boxes.nextDue(), sweepAt) - System.nanoTime());
        @Nullable News first = inbox.poll(wait, TimeUnit.NANOSECONDS);
        if (first == null) {
            return;
        }
        var news = new ArrayList<News>();
        news.add(first);
        inbox.drainTo(news, MOST_AT_ONCE);
        news.forEach(boxes::hear);
    }

    private void sweep() {
        if (sweepAt - System.nanoTime() <= 0) {
            sweepAt = System.nanoTime() + sweepNanos;
            containment.sweep();
        }
    }

    private void failed(RuntimeException e) {
        if (e instanceof DownbeatException known) {
            LOGGER.log(System.Logger.Level.WARNING, "Containers cannot be looked after ({0})", known.text());
        } else {
            LOGGER.log(System.Logger.Level.ERROR, "containers cannot be looked after", e);
        }
        LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
    }

    /// What is told to the thread.
    sealed interface News {
        record Offered(Offer offer) implements News {}

        record Stop(Place place, boolean started) implements News {}

        record Over(Place place) implements News {}

        record LetGo(Place place) implements News {}

        record Made(Place place, String hash, Created created) implements News {}

        record Seen(Sighting sighting) implements News {}

        record Nothing() implements News {}
    }
}
