package dev.downbeat.operators.docker;

import dev.downbeat.containers.docker.ContainerPlan;
import dev.downbeat.containers.docker.Docker;
import dev.downbeat.containers.docker.DockerContainer;
import dev.downbeat.containers.docker.DockerContainer.Status;
import dev.downbeat.containers.docker.DockerTrouble;
import dev.downbeat.containers.docker.DockerTrouble.Kind;
import dev.downbeat.containers.docker.Feed;
import dev.downbeat.containers.docker.RegistryLogin;
import dev.downbeat.model.ContainerSpec.Mount;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.process.Exit;
import dev.downbeat.operators.shell.OutputFile;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskLog;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One container from its making to its removal.
final class ContainerAttempt {
    /// For the rest of the output after the end: that which is on its way, and all anew.
    private static final Duration BRIEF = Duration.ofSeconds(1);

    private static final Duration LINGER = Duration.ofSeconds(30);

    /// An engine that is restarted leaves containers running, if it is told so; it gets the time.
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private static final int RECONNECTS = 60;

    private final Docker docker;
    private final DockerRun.Config config;
    private final TaskContext context;
    private final Instance instance;

    ContainerAttempt(Docker docker, DockerRun.Config config, TaskContext context) {
        this.docker = docker;
        this.config = config;
        this.context = context;
        this.instance = Instance.of(context);
    }

    private TaskLog log() {
        return context.log();
    }

    TaskResult run() throws DockerTrouble, IOException, InterruptedException {
        Orphans.makeRoom(docker, instance)
                .ifPresent(number -> log().info("removed the container that attempt %d had left".formatted(number)));
        docker.provide(
                config.image(),
                config.pull(),
                login(),
                () -> log().info("fetching the image '%s'".formatted(config.image())));
        log().info("container %s of image '%s' at %s"
                .formatted(instance.name(), config.image(), docker.address().uri()));
        Exchange exchange = Exchange.of(context, docker.address().local());
        try (var output = new TaskOutput(log())) {
            String id = create(exchange);
            exchange.prepare(docker, id);
            docker.start(id);
            Status.Ended ended = await(id, output);
            return result(
                    ended,
                    new Exit(ended.exitCode(), output.lastOutput(), output.lastError()),
                    () -> OutputFile.read(exchange.output(docker, id)));
        } finally {
            cleanUp();
        }
    }

    private String create(Exchange exchange) throws DockerTrouble {
        try {
            return docker.create(plan(exchange));
        } catch (DockerTrouble e) {
            boolean unseen = exchange.mounts().stream()
                    .anyMatch(mount -> String.valueOf(e.getMessage()).contains(mount.source()));
            if (!unseen) {
                throw e;
            }
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT,
                    ("the engine does not see this server's own files (%s); where Downbeat itself is in a container, "
                                    + "its home has to be mounted there under the same path as outside")
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private ContainerPlan plan(Exchange exchange) {
        var env = new LinkedHashMap<>(exchange.env());
        env.putAll(config.env());
        var mounts = new ArrayList<>(exchange.mounts());
        config.mounts().stream().map(Mount::parse).map(this::resolved).forEach(mounts::add);
        return new ContainerPlan(
                instance.name(), instance.labels(), program(), env, config.size(), mounts, config.network());
    }

    private Mount resolved(Mount mount) {
        return mount.source().startsWith(".")
                ? new Mount(
                        context.resolve(mount.source()).toAbsolutePath().toString(), mount.target(), mount.readOnly())
                : mount;
    }

    private ContainerPlan.Program program() {
        boolean shell =
                config.command() instanceof String && config.entrypoint().isEmpty();
        List<String> entrypoint = shell ? List.of("/bin/sh", "-e", "-c") : config.entrypoint();
        return new ContainerPlan.Program(
                config.image(), entrypoint, words(config.command()), config.user(), config.workdir());
    }

    private static List<String> words(@Nullable Object command) {
        return switch (command) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            default -> List.of(String.valueOf(command));
        };
    }

    private @Nullable RegistryLogin login() {
        if (config.connection() == null) {
            return null;
        }
        Connection connection = context.connection(config.connection());
        if (!connection.type().equals("docker")) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT,
                    "connection '%s' is of type '%s'; an image's registry needs 'docker'"
                            .formatted(connection.id(), connection.type()),
                    null);
        }
        String port = connection.port() > 0 ? ":" + connection.port() : "";
        return new RegistryLogin(
                connection.host() + port,
                connection.login().user(),
                connection.login().password());
    }

    /// Until it has ended and all that it wrote is in the log.
    private Status.Ended await(String id, TaskOutput output) throws DockerTrouble, InterruptedException {
        int tries = 0;
        while (true) {
            try (Feed feed = docker.read(id, true, output.fromTheBeginning())) {
                Optional<Status.Ended> ended = end(id, feed, output);
                if (ended.isPresent()) {
                    return ended.get();
                }
                tries = 0;
            } catch (DockerTrouble e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (e.kind() != Kind.AWAY || tries++ >= RECONNECTS) {
                    throw e;
                }
            }
            pause();
        }
    }

    /// Empty when it runs on, and only the connection has ended.
    private Optional<Status.Ended> end(String id, Feed feed, TaskOutput output)
            throws DockerTrouble, InterruptedException {
        try {
            docker.awaitEnd(id);
            DockerContainer there = docker.look(id)
                    .orElseThrow(() -> TaskFailedException.retryable(
                            ErrorCode.EXTERNAL_SERVICE, "somebody removed the container while it ran", null));
            if (!(there.status() instanceof Status.Ended ended)) {
                return Optional.empty();
            }
            if (!feed.await(BRIEF)) {
                rest(id, output);
            }
            return Optional.of(ended);
        } catch (InterruptedException e) {
            stop(id, feed, output);
            throw e;
        }
    }

    /// Of a container that has ended, what has not been told yet.
    private void rest(String id, TaskOutput output) throws DockerTrouble, InterruptedException {
        try (Feed all = docker.read(id, false, output.fromTheBeginning())) {
            if (!all.await(LINGER)) {
                log().error("the end of the output does not come, and is missing here");
            }
        }
    }

    /// Its last words go to the log as well.
    private void stop(String id, Feed feed, TaskOutput output) throws InterruptedException {
        try {
            docker.stop(id, config.grace());
            if (!feed.await(BRIEF)) {
                rest(id, output);
            }
        } catch (DockerTrouble e) {
            log().error("the container does not stop, and is killed: " + e.getMessage());
        }
    }

    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(RECONNECT.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /// Reads what the program left.
    private interface Left {
        Optional<TaskResult> read() throws IOException, DockerTrouble;
    }

    private TaskResult result(Status.Ended ended, Exit exit, Left left) throws IOException, DockerTrouble {
        if (ended.memoryOver()) {
            throw Failures.ofMemory(ended);
        }
        if (exit.code() == config.skipExitCode()) {
            return new TaskResult.Skipped(exit.lastError().isEmpty() ? exit.message() : exit.lastError());
        }
        if (!exit.succeeded()) {
            throw Failures.of(exit, !config.noRetryExitCodes().contains(exit.code()));
        }
        return left.read().orElseGet(() -> TaskResult.of(Map.of("last_line", exit.lastOutput())));
    }

    /// Removes the container if it is this attempt's; also when the answer to its making was lost.
    private void cleanUp() {
        boolean interrupted = Thread.interrupted();
        try {
            Optional<DockerContainer> mine = docker.look(instance.name())
                    .filter(there -> Instance.read(there.name(), there.labels()).equals(Optional.of(instance)));
            if (mine.isPresent()) {
                docker.remove(mine.get().id());
            }
        } catch (DockerTrouble e) {
            log().error("container %s could not be removed: %s".formatted(instance.name(), e.getMessage()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
