package dev.downbeat.containers.docker;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where an engine is.
///
/// @param from         for people: who said so
/// @param certificates the folder with `ca.pem`, `cert.pem` and `key.pem` for TLS; null for a connection
///                     without
public record DockerAddress(URI uri, String from, @Nullable Path certificates) {
    private static final Path STANDARD = Path.of("/var/run/docker.sock");

    /// Takes what is written, else `DOCKER_HOST`, else the first socket of those that Docker and Podman use.
    ///
    /// @param written may be null or blank
    /// @throws DownbeatException BAD_INPUT when it is no address
    public static DockerAddress find(@Nullable String written) {
        return find(written, System.getenv(), Files::exists);
    }

    static DockerAddress find(@Nullable String written, Map<String, String> env, Predicate<Path> exists) {
        String host = env.getOrDefault("DOCKER_HOST", "");
        if (written != null && !written.isBlank()) {
            return of(written.strip(), "as it is set", env);
        }
        if (!host.isBlank()) {
            return of(host.strip(), "from DOCKER_HOST", env);
        }
        Path socket = sockets(env).stream().filter(exists).findFirst().orElse(STANDARD);
        return of("unix://" + socket, "DOCKER_HOST is not set", env);
    }

    private static List<Path> sockets(Map<String, String> env) {
        var sockets = new ArrayList<>(List.of(STANDARD));
        String runtime = env.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isBlank()) {
            sockets.add(Path.of(runtime, "docker.sock"));
            sockets.add(Path.of(runtime, "podman", "podman.sock"));
        }
        sockets.add(Path.of("/run/podman/podman.sock"));
        return sockets;
    }

    private static DockerAddress of(String text, String from, Map<String, String> env) {
        URI uri = parsed(text);
        String folder = env.getOrDefault("DOCKER_CERT_PATH", "");
        String verify = env.getOrDefault("DOCKER_TLS_VERIFY", "");
        boolean tls = uri.getScheme().equals("tcp") && !verify.isEmpty() && !verify.equals("0");
        Path certificates = folder.isBlank() ? Path.of(env.getOrDefault("HOME", "."), ".docker") : Path.of(folder);
        return new DockerAddress(uri, from, tls ? certificates : null);
    }

    private static URI parsed(String text) {
        boolean known = text.matches("unix:///\\S+|tcp://[^/\\s]+/?");
        if (!known) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "'%s' is no address of a Docker engine; unix:///var/run/docker.sock and tcp://host:2376 are"
                            .formatted(text));
        }
        return URI.create(text);
    }

    /// Whether the engine is on this machine, and so sees its files.
    public boolean local() {
        return uri.getScheme().equals("unix");
    }

    /// For people: the address, and who said so.
    @Override
    public String toString() {
        return "%s (%s)".formatted(uri, from);
    }
}
