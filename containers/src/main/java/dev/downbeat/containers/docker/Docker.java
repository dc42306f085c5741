package dev.downbeat.containers.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.WaitResponse;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.downbeat.containers.docker.DockerTrouble.Kind;
import dev.downbeat.model.ContainerSpec.Pull;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What we ask of an engine. Safe for use by many threads; nothing is connected before the first question.
///
/// A thread that is interrupted while it asks gets a [DockerTrouble], and stays interrupted.
public final class Docker implements AutoCloseable {
    /// Beyond any answer to a question; making a container from a large image takes the longest.
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(3);

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private static final int LIST_TRIES = 20;
    private static final Duration LIST_PAUSE = Duration.ofMillis(100);

    private final DockerAddress address;
    private final DockerClient asking;

    /// For what may be silent for hours: output, events, the end of a container.
    private final DockerClient listening;

    private Docker(DockerAddress address) {
        this.address = address;
        this.asking = client(address, LONGEST_ANSWER);
        this.listening = client(address, null);
    }

    public static Docker at(DockerAddress address) {
        return new Docker(address);
    }

    private static DockerClient client(DockerAddress address, @Nullable Duration silence) {
        var builder = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address.uri().toString())
                .withDockerTlsVerify(address.certificates() != null);
        if (address.certificates() != null) {
            builder = builder.withDockerCertPath(address.certificates().toString());
        }
        var config = builder.build();
        var http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .connectionTimeout(CONNECT);
        return DockerClientImpl.getInstance(
                config,
                silence == null ? http.build() : http.responseTimeout(silence).build());
    }

    public DockerAddress address() {
        return address;
    }

    /// @throws DockerTrouble AWAY when nobody answers
    public void ping() throws DockerTrouble {
        ask(() -> asking.pingCmd().exec());
    }

    /// Has the image there, as the policy says.
    ///
    /// @param login     null for what this machine's own Docker settings say
    /// @param fetching  is called before a registry is asked
    /// @throws DockerTrouble NO_IMAGE or NOT_FETCHED when it is not to be had
    public void provide(String image, Pull policy, @Nullable RegistryLogin login, Runnable fetching)
            throws DockerTrouble, InterruptedException {
        if (!lacks(image, policy)) {
            return;
        }
        if (policy == Pull.NEVER) {
            throw new DockerTrouble(
                    Kind.NO_IMAGE, "the engine has no image '%s', and 'pull' is 'never'".formatted(image));
        }
        fetching.run();
        pull(image, login);
    }

    /// Whether [#provide] has something to do.
    public boolean lacks(String image, Pull policy) throws DockerTrouble {
        return policy == Pull.ALWAYS || !has(image);
    }

    private boolean has(String image) throws DockerTrouble {
        return ask(() -> {
            try {
                return asking.inspectImageCmd(image).exec().getId() != null;
            } catch (NotFoundException _) {
                return false;
            }
        });
    }

    private void pull(String image, @Nullable RegistryLogin login) throws DockerTrouble, InterruptedException {
        // Without a tag the engine would fetch all that there are.
        String repository = image.substring(image.lastIndexOf('/') + 1);
        String one = repository.contains(":") || repository.contains("@") ? image : image + ":latest";
        PullImageCmd command = ask(() -> listening.pullImageCmd(one));
        if (login != null) {
            command = command.withAuthConfig(new AuthConfig()
                    .withRegistryAddress(login.registry())
                    .withUsername(login.user())
                    .withPassword(login.password()));
        }
        var failure = new AtomicReference<@Nullable String>();
        Consumer<PullResponseItem> taker = item -> {
            if (item.isErrorIndicated()) {
                failure.set(said(item));
            }
        };
        try (var answers = command.exec(new Answers<>(address, taker))) {
            answers.await();
        } catch (DockerTrouble e) {
            throw e.kind() == Kind.AWAY ? e : notFetched(image, e);
        }
        String said = failure.get();
        if (said != null) {
            throw notFetched(image, new DockerTrouble(Kind.NOT_FETCHED, said));
        }
    }

    @SuppressWarnings("deprecation") // Podman says it there alone.
    private static String said(PullResponseItem item) {
        return String.valueOf(
                item.getErrorDetail() == null
                        ? item.getError()
                        : item.getErrorDetail().getMessage());
    }

    private static DockerTrouble notFetched(String image, DockerTrouble trouble) {
        String why = String.valueOf(trouble.getMessage());
        String low = why.toLowerCase(Locale.ROOT);
        boolean never = trouble.kind() == Kind.NOT_FOUND
                || List.of("not found", "manifest unknown", "denied", "unauthorized", "invalid reference").stream()
                        .anyMatch(low::contains);
        return new DockerTrouble(
                never ? Kind.NO_IMAGE : Kind.NOT_FETCHED,
                "image '%s' cannot be fetched: %s".formatted(image, why),
                trouble);
    }

    /// Makes a container, which does not run yet; its image has to be there.
    ///
    /// @return its id
    /// @throws DockerTrouble CONFLICT when there is one of that name
    public String create(ContainerPlan plan) throws DockerTrouble {
        return ask(() -> Creation.of(asking, plan).exec().getId());
    }

    public void start(String id) throws DockerTrouble {
        ask(() -> {
            try {
                return asking.startContainerCmd(id).exec();
            } catch (NotModifiedException _) {
                // It runs already.
                return null;
            }
        });
    }

    /// By its name or its id.
    public Optional<DockerContainer> look(String container) throws DockerTrouble {
        return ask(() -> {
            try {
                return Optional.of(
                        Shown.of(asking.inspectContainerCmd(container).exec()));
            } catch (NotFoundException _) {
                return Optional.empty();
            } catch (InternalServerErrorException e) {
                // Podman, while it removes it.
                if (DockerTrouble.said(e).contains("no such container")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /// Those that have these labels, whether they run or not.
    public List<DockerContainer> list(Map<String, String> labels) throws DockerTrouble {
        List<Container> all = all(labels);
        var shown = new ArrayList<DockerContainer>();
        for (Container one : all) {
            if ("running".equals(one.getState())) {
                shown.add(Shown.running(one));
            } else {
                // The list has no exit codes.
                look(one.getId()).ifPresent(shown::add);
            }
        }
        return shown;
    }

    private List<Container> all(Map<String, String> labels) throws DockerTrouble {
        for (int tries = LIST_TRIES; ; tries--) {
            try {
                return ask(() -> asking.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(labels)
                        .exec());
            } catch (DockerTrouble e) {
                // Podman fails when one is removed while it makes the list.
                if (e.kind() != Kind.REFUSED || tries <= 1) {
                    throw e;
                }
                LockSupport.parkNanos(LIST_PAUSE.toNanos());
            }
        }
    }

    /// Waits until the container does not run, or the engine breaks off.
    public void awaitEnd(String id) throws DockerTrouble, InterruptedException {
        try (var end = listening.waitContainerCmd(id).exec(new Answers<WaitResponse>(address, _ -> {}))) {
            end.await();
        } catch (DockerTrouble e) {
            // What is not there has ended as much as one can.
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /// Ends it: SIGTERM (or what its image says), after `grace` SIGKILL. Nothing happens when it does not
    /// run.
    public void stop(String container, Duration grace) throws DockerTrouble {
        int seconds = (int) Math.min(Integer.MAX_VALUE, grace.plusMillis(999).toSeconds());
        ask(() -> {
            try {
                return listening
                        .stopContainerCmd(container)
                        .withTimeout(seconds)
                        .exec();
            } catch (NotFoundException | NotModifiedException _) {
                return null;
            }
        });
    }

    /// Deletes it with its volumes that have no name, and kills it before if need be. Nothing happens when
    /// there is none.
    public void remove(String container) throws DockerTrouble {
        ask(() -> {
            try {
                return asking.removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException _) {
                return null;
            }
        });
    }

    /// What comes out of a container.
    @FunctionalInterface
    public interface Output {
        /// @param error whether it is its standard error
        void take(boolean error, byte[] bytes);
    }

    /// The container's output from its beginning.
    ///
    /// @param follow whether it goes on while the container runs; Podman may forget to say that there will be
    ///               no more
    public Feed read(String id, boolean follow, Output output) {
        return listening
                .logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(follow)
                .exec(new Answers<Frame>(
                        address, frame -> output.take(frame.getStreamType() == StreamType.STDERR, frame.getPayload())));
    }

    /// The last lines of both of its outputs.
    public List<String> lastLines(String container, int lines) throws DockerTrouble, InterruptedException {
        var text = new Lines();
        try (var feed = listening
                .logContainerCmd(container)
                .withStdOut(true)
                .withStdErr(true)
                .withTail(lines)
                .exec(new Answers<Frame>(address, frame -> text.add(frame.getPayload())))) {
            boolean _ = feed.await(LONGEST_ANSWER);
        }
        return text.last(lines);
    }

    /// Puts an empty file at the top of a container's file system, which everybody in it may write.
    public void placeFile(String id, String name) throws DockerTrouble {
        ask(() -> asking.copyArchiveToContainerCmd(id)
                .withRemotePath("/")
                .withTarInputStream(new ByteArrayInputStream(Tar.emptyFile(name)))
                .exec());
    }

    /// Copies a file out of a container, whether it runs or not.
    ///
    /// @return false when there is no such file
    public boolean fetchFile(String id, String path, Path to) throws DockerTrouble {
        return ask(() -> {
            try (InputStream tar =
                    listening.copyArchiveFromContainerCmd(id, path).exec()) {
                return Tar.firstFile(tar, to);
            } catch (NotFoundException _) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// Names of containers with that label about which something has changed.
    ///
    /// @param end is called when there will be no more, other than by [Feed#close]
    Feed changes(Map.Entry<String, String> label, Instant since, Consumer<String> changed, Runnable end) {
        Consumer<Event> taker = event -> {
            Map<String, String> attributes =
                    event.getActor() == null ? null : event.getActor().getAttributes();
            String name = attributes == null ? null : attributes.get("name");
            if (name != null) {
                changed.accept(name);
            }
        };
        return listening
                .eventsCmd()
                .withEventTypeFilter("container")
                .withLabelFilter(Map.ofEntries(label))
                .withSince(Long.toString(since.getEpochSecond()))
                .exec(new Answers<>(address, taker, end));
    }

    private <T extends @Nullable Object> T ask(Supplier<T> question) throws DockerTrouble {
        try {
            return question.get();
        } catch (RuntimeException e) {
            throw DockerTrouble.of(e, address);
        }
    }

    @Override
    public void close() {
        try (asking;
                listening) {
            // Both are closed, whatever the first one says.
        } catch (IOException e) {
            throw new UncheckedIOException("the connections to the engine cannot be closed", e);
        }
    }
}
