package dev.downbeat.containers.docker;

import dev.downbeat.containers.EngineAway;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Phase;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of an owner's containers, by a thread of its own. The engine's events only say where to look: what
/// is told is what the engine shows then.
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    /// Events may be lost, and time alone changes something, too.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    /// In place of a name: the engine does not tell any more. No container is called that.
    private static final String BROKEN_OFF = "";

    private final DockerEngine engine;
    private final String owner;
    private final Consumer<Sighting> watcher;
    private final BlockingQueue<String> changed = new LinkedBlockingQueue<>();

    /// What was told of and is not known to be gone, with its claim.
    private final Map<String, String> told = new HashMap<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private boolean away;

    Watch(DockerEngine engine, String owner, Consumer<Sighting> watcher) {
        this.engine = engine;
        this.owner = owner;
        this.watcher = watcher;
        this.thread = Thread.ofPlatform().daemon().name("docker-watch").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void changed(String name) {
        changed.add(name);
    }

    void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void run() {
        try {
            do {
                connected();
            } while (!closed.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    private void connected() throws InterruptedException {
        changed.clear();
        // Events first: what changes while all are told of is in the queue then.
        Feed events = engine.changes(owner, changed::add, () -> changed.add(BROKEN_OFF));
        try {
            tellAll();
            if (away) {
                away = false;
                LOG.info("the Docker engine answers again");
            }
            boolean on = true;
            while (on) {
                on = tellNext();
            }
        } catch (EngineAway e) {
            if (!away && closed.getCount() > 0) {
                away = true;
                LOG.warn("containers are not seen until it answers again: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("containers are listed anew", e);
        } finally {
            events.close();
        }
    }

    /// @return false when the engine does not tell any more
    private boolean tellNext() throws InterruptedException, EngineAway {
        String first = changed.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            tellAll();
            return true;
        }
        // A container that starts or ends makes many events at once.
        Set<String> names = new LinkedHashSet<>(Set.of(first));
        changed.drainTo(names);
        boolean on = !names.remove(BROKEN_OFF);
        for (String name : names) {
            var sighting = engine.look(owner, name);
            if (sighting.isPresent()) {
                tell(sighting.get());
            } else {
                tellGone(name);
            }
        }
        return on;
    }

    private void tellAll() throws EngineAway {
        Set<String> gone = new HashSet<>(told.keySet());
        for (Sighting sighting : engine.list(owner)) {
            gone.remove(sighting.name());
            tell(sighting);
        }
        gone.forEach(this::tellGone);
    }

    private void tell(Sighting sighting) {
        told.put(sighting.name(), sighting.claim());
        hand(sighting);
    }

    private void tellGone(String name) {
        String claim = told.remove(name);
        if (claim != null) {
            hand(new Sighting(name, claim, new Phase.Gone()));
        }
    }

    private void hand(Sighting sighting) {
        try {
            watcher.accept(sighting);
        } catch (RuntimeException e) {
            LOG.error("what was seen of container {} is lost", sighting.name(), e);
        }
    }
}
