package dev.downbeat.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An engine for containers of a test's own: Podman, which serves Docker's API, with all of its files in one
/// folder. It reaches no registry; [#image] makes images of this machine's programs.
///
/// Where there is no Podman, or it cannot make containers here, the test is skipped and says why.
public final class Podman implements AutoCloseable {
    /// Programs of every image that [#start] makes; `sh` is among them.
    private static final List<String> PROGRAMS = List.of(
            "sh", "cat", "chmod", "dd", "echo", "env", "head", "id", "ls", "mkdir", "rm", "seq", "sleep", "tail", "tr",
            "uname");

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
    private static final int LONGEST_SOCKET_PATH = 100;

    /// An image with a shell and some small programs.
    public static final String IMAGE = "localhost/downbeat-test:1";

    private final Path folder;
    private final List<String> podman;
    private @Nullable Process service;

    private Podman(Path folder, String program) {
        this.folder = folder;
        this.podman = List.of(
                program,
                "--root",
                folder.resolve("root").toString(),
                "--runroot",
                folder.resolve("run").toString(),
                "--tmpdir",
                folder.resolve("tmp").toString(),
                "--storage-driver",
                "vfs");
    }

    /// Starts it in a folder of its own, which has to be short, or skips the test.
    public static Podman start(Path folder) {
        Optional<Path> program = program("podman");
        if (program.isEmpty()) {
            return abort("needs an engine for containers, and podman is not installed");
        }
        var podman = new Podman(folder, program.get().toString());
        try {
            Files.createDirectories(folder);
            podman.configure();
            podman.image(IMAGE, PROGRAMS);
            podman.run("run", "--rm", "--network", "none", IMAGE, "sh", "-c", "exit 0");
        } catch (IOException e) {
            return abort("needs an engine for containers, and podman makes none here: " + e.getMessage());
        }
        podman.serve();
        return podman;
    }

    /// Where it listens, as `DOCKER_HOST` says it.
    public String host() {
        return "unix://" + socket();
    }

    /// Makes an image of programs of this machine and the libraries that they need.
    ///
    /// @param programs names on the path, or absolute ones, which keep their place; libraries as well
    public void image(String name, List<String> programs) throws IOException {
        Path root = Files.createTempDirectory(folder, "image");
        // Users other than the one that makes it have to get in.
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(root.resolve("tmp"));
        for (String program : programs) {
            Path found = program(program).orElseThrow(() -> new IOException("there is no '%s'".formatted(program)));
            copy(found, root.resolve(program.startsWith("/") ? program.substring(1) : "bin/" + program));
            Matcher libraries = LIBRARY.matcher(output(List.of("ldd", found.toString()), true));
            while (libraries.find()) {
                copy(
                        Path.of(libraries.group(1)),
                        root.resolve(libraries.group(1).substring(1)));
            }
        }
        Path tar = folder.resolve("image.tar");
        output(List.of("tar", "-C", root.toString(), "-cf", tar.toString(), "."), false);
        run("import", "--change", "CMD [\"/bin/sh\"]", tar.toString(), name);
        Files.delete(tar);
    }

    /// Runs the command `podman` beside the service; returns what it prints.
    public String run(String... arguments) throws IOException {
        var command = new ArrayList<>(podman);
        command.addAll(List.of(arguments));
        return output(command, false);
    }

    /// Serves the API, again after [#stop]; nothing happens when it does.
    public void serve() {
        if (service != null && service.isAlive()) {
            return;
        }
        var command = new ArrayList<>(podman);
        command.addAll(List.of("system", "service", "--time", "0", host()));
        try {
            Process started = builder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("service.log").toFile())
                    .start();
            service = started;
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(socket()) || !started.isAlive());
            if (!started.isAlive()) {
                throw new AssertionError("podman's service ended: " + Files.readString(folder.resolve("service.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("podman's service does not start", e);
        }
    }

    /// Ends the service; its containers go on.
    public void stop() {
        Process running = service;
        if (running == null) {
            return;
        }
        running.destroy();
        await().atMost(Duration.ofSeconds(30)).until(() -> !running.isAlive());
        service = null;
        try {
            Files.deleteIfExists(socket());
        } catch (IOException e) {
            throw new UncheckedIOException("the socket cannot be removed", e);
        }
    }

    /// Removes all containers, ends the service and deletes its files.
    @Override
    public void close() {
        stop();
        try {
            run("rm", "--all", "--force", "--time", "0");
        } catch (IOException e) {
            throw new UncheckedIOException("the containers cannot be removed", e);
        }
        // What tidies up after the last containers may still be at it.
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            delete(folder);
            return true;
        });
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            if (!file.equals(folder)) {
                Files.delete(file);
            }
        }
    }

    private Path socket() {
        Path socket = folder.resolve("podman.sock").toAbsolutePath();
        if (socket.toString().length() > LONGEST_SOCKET_PATH) {
            throw new IllegalArgumentException("too long for a socket: " + socket);
        }
        return socket;
    }

    /// Neither systemd nor high limits are to be had where tests run.
    private void configure() throws IOException {
        String runtime = program("runc").isPresent() ? "runc" : "crun";
        Files.writeString(folder.resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
                [engine]
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                runtime = "%s"
                """.formatted(runtime));
    }

    private ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment()
                .put("CONTAINERS_CONF", folder.resolve("containers.conf").toString());
        return builder;
    }

    private String output(List<String> command, boolean mayFail) throws IOException {
        Process process = builder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " hangs");
            }
            if (process.exitValue() != 0 && !mayFail) {
                throw new IOException("%s: exit code %d: %s".formatted(command, process.exitValue(), text.strip()));
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Optional<Path> program(String name) {
        if (name.startsWith("/")) {
            return Optional.of(Path.of(name)).filter(Files::isRegularFile);
        }
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin";
        for (String place : path.split(":", -1)) {
            Path file = Path.of(place, name);
            if (Files.isExecutable(file) && Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(to.getParent());
            Files.copy(from.toRealPath(), to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
