package dev.downbeat.bench;

import dev.downbeat.bench.Measure.LeftOut;
import dev.downbeat.runtime.ServerFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// The program as people start it, with a home of its own: by its launcher, each command a process.
///
/// @param home   a folder that is there
/// @param cached with the launcher's start-up cache
record Program(Launcher launcher, Path home, boolean cached) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final int OK = 200;

    /// What the environment says of how to start it; the rest is about somebody's own home and database.
    private static final List<String> KEPT = List.of("DOWNBEAT_JAVA_HOME", "DOWNBEAT_JAVA_OPTS", "DOWNBEAT_NO_AOT");

    /// What started this process.
    ///
    /// @param script `bin/downbeat` of the distribution
    /// @param caches the folder with the start-up cache; empty where people want none
    record Launcher(Path script, Optional<Path> caches) {
        private static final String CACHE = "-XX:AOTCache=";

        static Launcher own() throws LeftOut {
            String script = System.getProperty("downbeat.launcher", "");
            if (script.isEmpty()) {
                throw new LeftOut("it starts the program anew, and this one was not started by bin/downbeat");
            }
            Optional<Path> cache = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> argument.startsWith(CACHE))
                    .map(argument -> Path.of(argument.substring(CACHE.length())))
                    .findFirst();
            if (cache.isEmpty()
                    && !System.getenv().getOrDefault("DOWNBEAT_NO_AOT", "").equals("1")) {
                throw new LeftOut("the cache that lets commands start fast is not made yet; try again in a minute");
            }
            return new Launcher(Path.of(script), cache.map(Path::getParent));
        }
    }

    /// With a home that nobody has used.
    ///
    /// @param folder where it goes
    static Program fresh(Launcher launcher, Path folder, boolean cached) throws IOException {
        Path home = Files.createTempDirectory(folder, "home-");
        Path dags = Files.createDirectory(home.resolve("dags"));
        Files.writeString(dags.resolve(StartMeasure.DAG + ".yaml"), DagText.chain(StartMeasure.DAG, 3, DagText.NOOP));
        if (launcher.caches().isPresent()) {
            // Where the distribution's own folder cannot be written the launcher looks here.
            Files.createSymbolicLink(home.resolve("cache"), launcher.caches().get());
        }
        return new Program(launcher, home, cached);
    }

    /// Runs a command to its end; returns how many milliseconds it took.
    ///
    /// @throws IllegalStateException when it does not succeed
    double run(String... words) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = start(words);
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("does not end", words);
            }
        } finally {
            process.destroyForcibly();
        }
        double millis = Clock.millisSince(start);
        if (process.exitValue() != 0) {
            throw failed("ends with exit code " + process.exitValue(), words);
        }
        return millis;
    }

    /// Starts everything; returns when it is ready.
    Up up() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process =
                start("up", "--port", "0", "--dags", home.resolve("dags").toString());
        try {
            awaitReady(process);
            return new Up(this, process, Clock.millisSince(start));
        } catch (IOException | InterruptedException | RuntimeException e) {
            stop(process);
            throw e;
        }
    }

    /// Everything, ready.
    ///
    /// @param millis from the start until it said that it is ready
    record Up(Program program, Process process, double millis) implements AutoCloseable {
        Memory memory() throws IOException {
            ProcessHandle postgres = Workplace.postgres(program.home())
                    .orElseThrow(() -> new IllegalStateException("no PostgreSQL runs in " + program.home()));
            return Memory.of(process.toHandle(), postgres);
        }

        @Override
        public void close() throws IOException {
            program.stop(process);
        }
    }

    private void awaitReady(Process process) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST).build()) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!ready(client)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw failed(process.isAlive() ? "does not get ready" : "ends", "up");
                }
                Clock.pause(LOOK);
            }
        }
    }

    private boolean ready(HttpClient client) throws IOException, InterruptedException {
        Optional<ServerFile> server = ServerFile.running(home);
        if (server.isEmpty()) {
            return false;
        }
        var request = HttpRequest.newBuilder(URI.create(server.get().url() + "/health/ready"))
                .timeout(REQUEST)
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == OK;
    }

    /// In good order, with its database; also when this thread is interrupted.
    private void stop(Process process) throws IOException {
        process.destroy();
        try {
            process.onExit()
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            process.destroyForcibly().onExit().join();
        }
        Workplace.stopPostgres(home); // which somebody who was killed leaves behind
    }

    private Process start(String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(launcher.script().toString());
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("DOWNBEAT_") && !KEPT.contains(name));
        environment.put("DOWNBEAT_HOME", home.toString());
        if (!cached) {
            environment.put("DOWNBEAT_NO_AOT", "1");
        }
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /// Of the last command.
    private Path output() {
        return home.resolveSibling(home.getFileName() + ".out");
    }

    private IllegalStateException failed(String how, String... words) throws IOException {
        return new IllegalStateException("downbeat %s %s: %s"
                .formatted(
                        String.join(" ", words), how, Files.readString(output()).strip()));
    }
}
