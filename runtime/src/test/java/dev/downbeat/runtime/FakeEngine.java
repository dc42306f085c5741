package dev.downbeat.runtime;

import dev.downbeat.containers.ContainerEngine;
import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/// An engine whose containers run nothing: a test says what is seen of them.
final class FakeEngine implements ContainerEngine {
    /// What the next requests are answered; without any they are accepted.
    final Queue<Created> answers = new ConcurrentLinkedQueue<>();

    final List<ContainerRequest> made = new CopyOnWriteArrayList<>();
    final List<String> removed = new CopyOnWriteArrayList<>();
    volatile List<String> words = List.of();

    private final Map<String, Sighting> there = new ConcurrentHashMap<>();
    private final List<Consumer<Sighting>> watchers = new CopyOnWriteArrayList<>();
    private int taken;

    @Override
    public Created create(ContainerRequest request) {
        Created answer = answers.poll();
        if (answer != null) {
            return answer;
        }
        var sighting = new Sighting(request.name(), request.claim(), new Phase.Waiting("it is being made"));
        Sighting before = there.putIfAbsent(request.name(), sighting);
        if (before != null) {
            return new Created.Exists(before.claim());
        }
        made.add(request);
        return new Created.Accepted();
    }

    @Override
    public void watch(String owner, Consumer<Sighting> watcher) {
        watchers.add(watcher);
    }

    @Override
    public List<Sighting> list(String owner) {
        return List.copyOf(there.values());
    }

    @Override
    public void remove(String name, boolean grace) {
        there.remove(name);
        removed.add(name);
    }

    @Override
    public List<String> lastWords(String name, int lines) {
        return words;
    }

    @Override
    public void close() {
        watchers.clear();
    }

    void show(ContainerRequest container, Phase phase) {
        var sighting = new Sighting(container.name(), container.claim(), phase);
        if (phase instanceof Phase.Gone) {
            there.remove(container.name());
        } else {
            there.put(container.name(), sighting);
        }
        watchers.forEach(watcher -> watcher.accept(sighting));
    }

    /// Nobody is told.
    void vanish(ContainerRequest container) {
        there.remove(container.name());
    }

    void stray(String name, String claim) {
        there.put(name, new Sighting(name, claim, new Phase.Running()));
    }

    /// How many a test has asked for.
    int madeSoFar() {
        return taken;
    }

    ContainerRequest awaitMade(int number) {
        taken = number;
        return Awaitility.await("container " + number)
                .atMost(Duration.ofSeconds(20))
                .until(() -> made.size() < number ? null : made.get(number - 1), one -> one != null);
    }

    void awaitRemoved(String name) {
        Awaitility.await("the end of " + name).atMost(Duration.ofSeconds(20)).until(() -> removed.contains(name));
    }
}
