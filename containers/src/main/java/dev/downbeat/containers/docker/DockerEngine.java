package dev.downbeat.containers.docker;

import dev.downbeat.containers.ContainerEngine;
import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.EngineAway;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.containers.docker.DockerContainer.Status;
import dev.downbeat.containers.docker.DockerTrouble.Kind;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ContainerSpec.Pull;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes containers by a Docker engine.
///
/// An image that has to be fetched is fetched in this process, and the container made after that: until then
/// it is known here alone, as an [Errand], and so is what could not be started. A process that dies takes its
/// errands with it; the containers that were asked for are then not there, and can be asked for again.
public final class DockerEngine implements ContainerEngine {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// Between being made and started lies a moment; who takes longer is gone.
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    private final DockerSettings settings;
    private final Docker docker;
    private final Map<String, Errand> errands = new ConcurrentHashMap<>();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    public DockerEngine(DockerSettings settings) {
        this.settings = settings;
        this.docker = Docker.at(settings.address());
    }

    @Override
    public Created create(ContainerRequest request) {
        String image = request.spec().image() == null
                ? settings.image()
                : request.spec().image();
        Optional<String> objection = objection(request.spec(), image);
        if (objection.isPresent()) {
            return new Created.Refused(objection.get());
        }
        var errand = new Errand(request, image);
        Errand other = errands.putIfAbsent(request.name(), errand);
        if (other != null) {
            return new Created.Exists(other.request().claim());
        }
        try {
            return begin(errand, image);
        } catch (DockerTrouble e) {
            errands.remove(request.name(), errand);
            return answer(request.name(), e);
        }
    }

    private static Optional<String> objection(ContainerSpec spec, String image) {
        if (image.isBlank()) {
            return Optional.of("no image is named, and the executor has none of its own");
        }
        return spec.pod().isEmpty()
                ? Optional.empty()
                : Optional.of("'pod' is for Kubernetes; a Docker engine takes image, pull, env, cpus, memory, gpus, "
                        + "mounts and network");
    }

    private Created begin(Errand errand, String image) throws DockerTrouble {
        ContainerRequest request = errand.request();
        Optional<DockerContainer> there = docker.look(request.name());
        if (there.isPresent()) {
            String claim = claim(there.get());
            if (there.get().status() instanceof Status.Made && claim.equals(request.claim())) {
                // It was made when the engine went away.
                start(errand, there.get().id());
            } else {
                errands.remove(request.name(), errand);
            }
            return new Created.Exists(claim);
        }
        Pull pull = request.spec().pull();
        if (!docker.lacks(image, pull)) {
            make(errand, image);
        } else if (pull == Pull.NEVER) {
            errands.remove(request.name(), errand);
            return new Created.Refused("the engine has no image '%s', and 'pull' is 'never'".formatted(image));
        } else {
            Thread.ofVirtual().name("image-fetch").start(() -> fetch(errand, image));
        }
        return new Created.Accepted();
    }

    private Created answer(String name, DockerTrouble e) {
        return switch (e.kind()) {
            case AWAY, BUSY -> new Created.Later(why(e), PAUSE);
            case NOT_FOUND, NO_IMAGE, NOT_FETCHED, REFUSED -> new Created.Refused(why(e));
            case CONFLICT -> taken(name, e);
        };
    }

    private Created taken(String name, DockerTrouble e) {
        try {
            return docker.look(name)
                    .<Created>map(there -> new Created.Exists(claim(there)))
                    .orElseGet(() -> new Created.Later(why(e), PAUSE));
        } catch (DockerTrouble away) {
            return new Created.Later(why(away), PAUSE);
        }
    }

    private void fetch(Errand errand, String image) {
        ContainerRequest request = errand.request();
        errand.fetchedBy(Thread.currentThread());
        try {
            boolean again = true;
            while (again) {
                again = tryToFetch(errand, image) && errand.pause(PAUSE);
            }
        } catch (InterruptedException _) {
            // Nobody wants it any more.
            errands.remove(request.name(), errand);
        } catch (RuntimeException e) {
            errand.at(new Phase.Ended(Cause.NOT_STARTED, -1, "a mistake of Downbeat or its library: " + e));
            LOG.error("container {} is not made", request.name(), e);
        }
        changed(request.name());
    }

    /// @return whether to try again
    private boolean tryToFetch(Errand errand, String image) throws InterruptedException {
        try {
            docker.provide(image, errand.request().spec().pull(), settings.login(), () -> {});
            make(errand, image);
            return false;
        } catch (DockerTrouble e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            boolean away = e.kind() == Kind.AWAY || e.kind() == Kind.BUSY;
            Cause cause = e.kind() == Kind.NO_IMAGE || e.kind() == Kind.NOT_FETCHED ? Cause.IMAGE : Cause.NOT_STARTED;
            errand.at(away ? new Phase.Waiting(why(e)) : new Phase.Ended(cause, -1, why(e)));
            changed(errand.request().name());
            return away;
        }
    }

    private void make(Errand errand, String image) throws DockerTrouble {
        boolean _ = errand.make(() -> start(errand, made(errand.request(), image)));
    }

    /// @return the id; of the one that is there already when the engine went away before it could be started
    private String made(ContainerRequest request, String image) throws DockerTrouble {
        try {
            return docker.create(plan(request, image));
        } catch (DockerTrouble e) {
            if (e.kind() != Kind.CONFLICT) {
                throw e;
            }
            return docker.look(request.name())
                    .filter(there -> there.status() instanceof Status.Made)
                    .filter(there -> claim(there).equals(request.claim()))
                    .map(DockerContainer::id)
                    .orElseThrow(() -> e);
        }
    }

    /// What does not start stays known as that until it is removed.
    private void start(Errand errand, String id) throws DockerTrouble {
        try {
            docker.start(id);
            errands.remove(errand.request().name(), errand);
        } catch (DockerTrouble e) {
            if (e.kind() == Kind.AWAY || e.kind() == Kind.BUSY) {
                throw e;
            }
            errand.at(new Phase.Ended(Cause.NOT_STARTED, -1, why(e)));
            changed(errand.request().name());
        }
    }

    private static ContainerPlan plan(ContainerRequest request, String image) {
        var labels = new LinkedHashMap<>(request.labels());
        labels.put(ContainerRequest.OWNER, request.owner());
        labels.put(ContainerRequest.CLAIM, request.claim());
        ContainerSpec spec = request.spec();
        var env = new LinkedHashMap<>(spec.env());
        env.putAll(request.environment());
        // The first word is what runs, whatever entry point the image has.
        List<String> command = request.command();
        int first = Math.min(1, command.size());
        var program = new ContainerPlan.Program(
                image, command.subList(0, first), command.subList(first, command.size()), null, null);
        return new ContainerPlan(request.name(), labels, program, env, spec.size(), spec.mounts(), spec.network());
    }

    @Override
    public void watch(String owner, Consumer<Sighting> watcher) {
        var watch = new Watch(this, owner, watcher);
        watches.add(watch);
        watch.start();
    }

    @Override
    public List<Sighting> list(String owner) throws EngineAway {
        var sightings = new LinkedHashMap<String, Sighting>();
        try {
            for (DockerContainer container : docker.list(Map.of(ContainerRequest.OWNER, owner))) {
                sightings.put(container.name(), sighting(container));
            }
        } catch (DockerTrouble e) {
            throw away(e);
        }
        // Of what does not run yet more is known here than there.
        for (Errand errand : errands.values()) {
            if (errand.request().owner().equals(owner)) {
                sightings.put(errand.request().name(), errand.sighting());
            }
        }
        return new ArrayList<>(sightings.values());
    }

    /// Empty when there is none of that name and owner.
    Optional<Sighting> look(String owner, String name) throws EngineAway {
        Errand errand = errands.get(name);
        if (errand != null) {
            return errand.request().owner().equals(owner) ? Optional.of(errand.sighting()) : Optional.empty();
        }
        try {
            return docker.look(name)
                    .filter(container -> owner.equals(container.labels().get(ContainerRequest.OWNER)))
                    .map(DockerEngine::sighting);
        } catch (DockerTrouble e) {
            throw away(e);
        }
    }

    Feed changes(String owner, Consumer<String> changed, Runnable end) {
        return docker.changes(Map.entry(ContainerRequest.OWNER, owner), Instant.now(), changed, end);
    }

    private static Sighting sighting(DockerContainer container) {
        return new Sighting(container.name(), claim(container), phase(container.status(), Instant.now()));
    }

    static Phase phase(Status status, Instant now) {
        return switch (status) {
            case Status.Made(Instant at, String failure) -> {
                if (!failure.isEmpty()) {
                    yield new Phase.Ended(Cause.NOT_STARTED, -1, failure);
                }
                yield at.plus(LONGEST_START).isBefore(now)
                        ? new Phase.Ended(Cause.NOT_STARTED, -1, "it was made, and whoever made it never started it")
                        : new Phase.Waiting("it is about to start");
            }
            case Status.Running _ -> new Phase.Running();
            case Status.Ended ended
            when ended.memoryOver() -> new Phase.Ended(Cause.OUT_OF_MEMORY, ended.exitCode(), ended.memoryStory());
            case Status.Ended ended ->
                new Phase.Ended(
                        Cause.EXITED,
                        ended.exitCode(),
                        ended.failure().isEmpty() ? "exit code " + ended.exitCode() : ended.failure());
        };
    }

    private static String claim(DockerContainer container) {
        return container.labels().getOrDefault(ContainerRequest.CLAIM, "");
    }

    @Override
    public void remove(String name, boolean grace) throws EngineAway {
        Errand errand = errands.remove(name);
        if (errand != null) {
            errand.drop();
        }
        try {
            if (grace) {
                docker.stop(name, GRACE);
            }
            docker.remove(name);
        } catch (DockerTrouble e) {
            // A conflict says that somebody removes it already.
            if (e.kind() != Kind.CONFLICT) {
                throw away(e);
            }
        }
        changed(name);
    }

    @Override
    public List<String> lastWords(String name, int lines) {
        try {
            return docker.lastLines(name, lines);
        } catch (DockerTrouble _) {
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private void changed(String name) {
        watches.forEach(watch -> watch.changed(name));
    }

    private static EngineAway away(DockerTrouble e) {
        return new EngineAway(why(e), e);
    }

    private static String why(DockerTrouble e) {
        return String.valueOf(e.getMessage());
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        errands.values().forEach(Errand::drop);
        docker.close();
    }
}
