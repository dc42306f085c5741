package dev.downbeat.reliability;

import static org.awaitility.Awaitility.await;

import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A `downbeat up` with a home and a line to the database of its own, which is started again and again.
final class Server {
    private static final Duration START = Duration.ofMinutes(3);
    private static final int NO_DATABASE = 3;
    private static final Duration STOP = Duration.ofMinutes(1);

    private final Path home;
    private final FaultProxy line;
    private final Map<String, String> environment;
    private final List<String> ends = new ArrayList<>();
    private final int port;
    private @Nullable Process process;
    private int starts;

    Server(Path home, FaultProxy line, Map<String, String> environment) throws IOException {
        this.home = home;
        this.line = line;
        this.environment = new TreeMap<>(environment);
        this.port = freePort();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::leaveNothingBehind));
    }

    private void leaveNothingBehind() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
        }
    }

    /// Always the same one: its workers have to find it again.
    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /// Where its workers look for it.
    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    String name() {
        return home.getFileName().toString();
    }

    FaultProxy line() {
        return line;
    }

    /// Does not wait until it answers.
    void start() throws IOException {
        Files.createDirectories(home);
        Files.deleteIfExists(home.resolve("server.json"));
        starts++;
        var builder = new ProcessBuilder(CommandLine.of("up", "--port", Integer.toString(port)))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DOWNBEAT_"));
        builder.environment().put("DOWNBEAT_HOME", home.toString());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /// What it has said since it was started last.
    Path log() {
        return home.resolve("server-%03d.log".formatted(starts));
    }

    boolean running() {
        Process current = process;
        return current != null && current.isAlive();
    }

    long pid() {
        return current().pid();
    }

    /// Where it listens; empty until it does. It may be paused.
    Optional<URI> url() {
        if (!running()) {
            return Optional.empty();
        }
        try {
            Map<?, ?> file = Json.read(Files.readString(home.resolve("server.json")), Map.class);
            return Optional.of(URI.create(String.valueOf(file.get("url"))));
        } catch (IOException _) {
            return Optional.empty(); // it is not there yet
        }
    }

    void awaitReady() {
        await(name() + " is ready; " + log())
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    keepUp();
                    return url().map(Http::ready).orElse(false);
                });
    }

    /// As the machine's supervisor does: a server that finds no database when it starts says so and ends.
    void keepUp() throws IOException {
        Process current = current();
        if (!current.isAlive()) {
            if (current.exitValue() != NO_DATABASE) {
                ends.add("%s ended with exit code %d; %s".formatted(name(), current.exitValue(), log()));
            }
            start();
        }
    }

    /// Where nobody asked for it, since this was asked last.
    List<String> ends() {
        List<String> told = List.copyOf(ends);
        ends.clear();
        return told;
    }

    void kill() throws InterruptedException {
        current().destroyForcibly().waitFor();
    }

    void pause() throws IOException, InterruptedException {
        Signals.send("STOP", pid());
    }

    void goOn() throws IOException, InterruptedException {
        Signals.send("CONT", pid());
    }

    /// An orderly stop.
    void stop() throws InterruptedException {
        current().destroy();
        if (!current().waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name() + " does not stop; " + log());
        }
    }

    private Process current() {
        Process current = process;
        if (current == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return current;
    }
}
