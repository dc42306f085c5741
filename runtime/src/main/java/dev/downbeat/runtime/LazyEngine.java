package dev.downbeat.runtime;

import dev.downbeat.containers.ContainerEngine;
import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.EngineAway;
import dev.downbeat.containers.Sighting;
import dev.downbeat.model.DownbeatException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An engine that is opened when it is first needed: most servers need none. What is wrong with its settings is
/// told to whoever asks for a container.
final class LazyEngine implements ContainerEngine {
    private final Supplier<ContainerEngine> opening;
    private final List<Consumer<ContainerEngine>> later = new ArrayList<>();
    private @Nullable ContainerEngine engine;

    LazyEngine(Supplier<ContainerEngine> opening) {
        this.opening = opening;
    }

    private synchronized ContainerEngine opened() {
        if (engine == null) {
            engine = opening.get();
            for (Consumer<ContainerEngine> each : later) {
                each.accept(engine);
            }
            later.clear();
        }
        return engine;
    }

    @Override
    public Created create(ContainerRequest request) {
        try {
            return opened().create(request);
        } catch (DownbeatException e) {
            return new Created.Refused(e.text());
        }
    }

    @Override
    public synchronized void watch(String owner, Consumer<Sighting> watcher) {
        if (engine == null) {
            later.add(opened -> opened.watch(owner, watcher));
        } else {
            engine.watch(owner, watcher);
        }
    }

    @Override
    public List<Sighting> list(String owner) throws EngineAway {
        return reached().list(owner);
    }

    @Override
    public void remove(String name, boolean grace) throws EngineAway {
        reached().remove(name, grace);
    }

    private ContainerEngine reached() throws EngineAway {
        try {
            return opened();
        } catch (DownbeatException e) {
            throw new EngineAway(e.text(), e);
        }
    }

    @Override
    public List<String> lastWords(String name, int lines) {
        return opened().lastWords(name, lines);
    }

    @Override
    public synchronized void close() {
        if (engine != null) {
            engine.close();
        }
    }
}
