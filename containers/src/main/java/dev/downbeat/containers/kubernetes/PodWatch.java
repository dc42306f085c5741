package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a watcher of the pods that an informer sees. All that happens here happens on one thread, which the
/// informer only hands things to, so that a slow watcher holds nobody up.
///
/// The informer lists, watches on from there, resumes when the connection drops, and lists anew when the
/// server has forgotten that far back. Two things it does not do: tell when the patience with a pod is over,
/// and get out of a watch that can never be resumed (its client asks again for the same place for ever, when
/// a proxy rather than the server says that it is gone). So this looks again every few seconds, and begins
/// anew with another informer when one has seen nothing for long.
final class PodWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Supplier<SharedIndexInformer<Pod>> informers;
    private final Predicate<String> there;
    private final Consumer<Sighting> watcher;
    private final Patience patience;
    private final Times times;
    private final ScheduledExecutorService thread;
    private final Map<String, Sighting> told = new HashMap<>();
    private final Map<String, Sighting> missing = new HashMap<>();

    private @Nullable SharedIndexInformer<Pod> informer;
    private int blindLooks;
    private int generation;
    private volatile boolean closed;

    /// @param look  how often to look again
    /// @param blind how many looks without a watch are too many
    record Times(Duration look, int blind) {
        static final Times DEFAULT = new Times(Duration.ofSeconds(2), 30);
    }

    /// @param there whether there is a pod of that name, asked of the server itself
    PodWatch(
            Supplier<SharedIndexInformer<Pod>> informers,
            Predicate<String> there,
            Consumer<Sighting> watcher,
            Patience patience,
            Times times) {
        this.informers = informers;
        this.there = there;
        this.watcher = watcher;
        this.patience = patience;
        this.times = times;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("kubernetes-watch").factory());
    }

    PodWatch start() {
        thread.execute(() -> guarded(this::begin));
        long millis = times.look().toMillis();
        var _ = thread.scheduleWithFixedDelay(() -> guarded(this::lookAgain), millis, millis, TimeUnit.MILLISECONDS);
        return this;
    }

    /// The fields are the thread's alone.
    private void begin() {
        var begun = informers.get();
        informer = begun;
        blindLooks = 0;
        begun.exceptionHandler((_, problem) -> {
            if (!closed) {
                LOG.warn("The pods cannot be watched now; trying again: {}", Refusals.why(problem));
            }
            return true;
        });
        begun.addEventHandler(new Handler(begun, ++generation));
        begun.start().exceptionally(_ -> null);
    }

    private void lookAgain() {
        var watching = informer;
        if (watching == null) {
            return;
        }
        // Only these: what the informer holds may be ahead of what it has handed over.
        watching.getStore().list().stream()
                .filter(pod -> PodReading.of(pod).otherwise() != null)
                .forEach(this::seen);
        checkMissing();
        blindLooks = watching.isWatching() ? 0 : blindLooks + 1;
        if (blindLooks > times.blind()) {
            LOG.warn("No pods were seen for {}; watching anew", times.look().multipliedBy(blindLooks));
            watching.stop();
            begin();
        }
    }

    private void seen(Pod pod) {
        Sighting sighting = KubernetesEngine.sighting(pod, patience);
        if (!sighting.equals(told.get(sighting.name()))) {
            told.put(sighting.name(), sighting);
            watcher.accept(sighting);
        }
    }

    /// What it was at last is told first: it may have ended and been deleted while nobody looked.
    private void gone(Pod pod) {
        Sighting last = KubernetesEngine.sighting(pod, patience);
        if (last.phase() instanceof Phase.Ended) {
            seen(pod);
        }
        gone(last.name(), last.claim());
    }

    private void gone(String name, String claim) {
        patience.forget(name);
        told.remove(name);
        missing.remove(name);
        watcher.accept(new Sighting(name, claim, new Phase.Gone()));
    }

    /// All there are: they are told of anew. What is not among them, though an informer before this one saw
    /// it, is only missing: the first list of an informer may come out of a cache that is behind.
    private void listed(SharedIndexInformer<Pod> by) {
        var all = by.getStore().list();
        missing.putAll(told);
        all.forEach(pod -> missing.remove(pod.getMetadata().getName()));
        told.clear();
        all.forEach(this::seen);
        checkMissing();
    }

    private void checkMissing() {
        for (Sighting sighting : List.copyOf(missing.values())) {
            if (told.containsKey(sighting.name())) {
                missing.remove(sighting.name());
            } else if (!there.test(sighting.name())) {
                gone(sighting.name(), sighting.claim());
            }
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (KubernetesClientException e) {
            LOG.warn("The pods cannot be seen now; looking again: {}", Refusals.why(e));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("What was seen of the pods could not be told of", e);
        }
    }

    /// Returns when nothing is asked any more, so that the client may be closed.
    @Override
    public void close() {
        closed = true;
        if (!thread.isShutdown()) {
            thread.execute(this::end);
            try {
                if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("Somebody is still being told of a pod; the watch is left behind");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        var watching = informer;
        informer = null;
        if (watching != null) {
            watching.stop();
        }
        thread.shutdownNow();
    }

    private final class Handler implements ResourceEventHandler<Pod> {
        private final SharedIndexInformer<Pod> source;
        private final int mine;

        Handler(SharedIndexInformer<Pod> source, int generation) {
            this.source = source;
            this.mine = generation;
        }

        @Override
        public void onAdd(Pod pod) {
            later(() -> seen(pod));
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            later(() -> seen(pod));
        }

        @Override
        public void onDelete(Pod pod, boolean unseen) {
            later(() -> gone(pod));
        }

        @Override
        public void onList(String version, boolean empty) {
            later(() -> listed(source));
        }

        /// An informer that was given up has no say any more.
        private void later(Runnable work) {
            if (!thread.isShutdown()) {
                thread.execute(() -> {
                    if (generation == mine) {
                        guarded(work);
                    }
                });
            }
        }
    }
}
