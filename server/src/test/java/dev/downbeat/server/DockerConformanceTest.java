package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.runtime.Settings.Containers;
import dev.downbeat.runtime.Settings.Docker;
import dev.downbeat.testkit.Podman;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// On a real engine. The image holds next to nothing: this machine's programs and libraries are mounted.
class DockerConformanceTest extends ExecutorConformance {
    static final Subject SUBJECT = new Subject(
            "docker",
            Map.of(),
            Map.of(
                    Case.RESTART,
                    "it goes on, and its result counts",
                    Case.MANY,
                    "20 of them, as each is a Java process"));

    @TempDir
    static Path engines;

    private static @Nullable Podman podman;

    @BeforeAll
    static void begin() {
        podman = Podman.start(engines);
    }

    @AfterAll
    static void end() {
        if (podman != null) {
            podman.close();
        }
    }

    private static Podman podman() {
        if (podman == null) {
            throw new IllegalStateException("it was not started");
        }
        return podman;
    }

    @Override
    Subject subject() {
        return SUBJECT;
    }

    @Override
    Place place(Path folder, String databaseUrl) {
        Containers usual = Containers.DEFAULT;
        return new Place(
                folder,
                databaseUrl,
                new Containers(
                        KubernetesConformanceTest.program(),
                        50,
                        new Docker(podman().host(), Podman.IMAGE),
                        usual.kubernetes()));
    }

    /// A server on loopback is reached on the machine's own network alone.
    @Override
    String keys(Path folder) {
        return "container: { network: host, mounts: [%s] },".formatted(mounts(folder));
    }

    /// This machine's programs and libraries, and where everything is.
    static String mounts(Path folder) {
        String programs = Stream.concat(
                        Stream.of("/usr", "/bin", "/lib", "/lib64", System.getProperty("java.home"))
                                .filter(path -> Files.exists(Path.of(path))),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                                .map(entry -> roots(Path.of(entry))))
                .distinct()
                .map(path -> "'%s:%s:ro'".formatted(path, path))
                .collect(Collectors.joining(", "));
        return "%s, '%s:%s'".formatted(programs, folder, folder);
    }

    /// Its first two folders: few mounts for many libraries.
    private static String roots(Path entry) {
        Path whole = entry.toAbsolutePath();
        return "/" + whole.subpath(0, Math.min(2, whole.getNameCount()));
    }

    @Override
    void holdBack() {
        podman().stop();
    }

    @Override
    Hands hands(FleetPlace server) {
        podman().serve();
        return () -> podman("ps", "--quiet").lines().forEach(DockerConformanceTest::kill);
    }

    private static void kill(String container) {
        try {
            String ignored = podman().run("kill", container);
        } catch (IOException e) {
            assertThat(podman("ps", "--quiet")).as(e.getMessage()).doesNotContain(container);
        }
    }

    @Override
    boolean gone(long pid) {
        return podman("ps", "--quiet").isBlank();
    }

    private static String podman(String... arguments) {
        try {
            return podman().run(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    List<String> attemptsOverARestart() {
        return List.of("1");
    }

    @Override
    int howMany() {
        return 20;
    }
}
