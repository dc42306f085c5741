package dev.downbeat.reliability;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A `downbeat worker` of one server, which is started again and again.
final class FleetWorker {
    private final Path home;
    private final URI server;
    private final Map<String, String> environment;
    private @Nullable Process process;
    private int starts;

    FleetWorker(Path home, URI server, Map<String, String> environment) {
        this.home = home;
        this.server = server;
        this.environment = new TreeMap<>(environment);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::kill));
    }

    String name() {
        return home.getFileName().toString();
    }

    /// Does not wait until its server has taken it in.
    void start() throws IOException {
        Files.createDirectories(home);
        starts++;
        var builder = new ProcessBuilder(
                        CommandLine.of("worker", "--server", server.toString(), "--slots", "4", "--name", name()))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        home.resolve("worker-%03d.log".formatted(starts)).toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DOWNBEAT_"));
        builder.environment().put("DOWNBEAT_HOME", home.toString());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
            var ignored = current.onExit().join();
        }
    }

    void pause() throws IOException, InterruptedException {
        Signals.send("STOP", pid());
    }

    void goOn() throws IOException, InterruptedException {
        Signals.send("CONT", pid());
    }

    private long pid() {
        Process current = process;
        if (current == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return current.pid();
    }
}
