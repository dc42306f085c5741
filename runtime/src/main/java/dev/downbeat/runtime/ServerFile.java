package dev.downbeat.runtime;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How commands find the server that runs in the same home: `server.json`.
///
/// @param url without a path: `http://127.0.0.1:8642`
public record ServerFile(long pid, String url, Instant startedAt) {
    private static final Logger LOG = LoggerFactory.getLogger(ServerFile.class);
    private static final String NAME = "server.json";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// Writes the file for this process, readable by its user alone.
    public static ServerFile write(Path home, URI url, Instant startedAt) {
        var file = new ServerFile(ProcessHandle.current().pid(), url.toString(), startedAt);
        try {
            Files.createDirectories(home);
            Path draft = Files.createTempFile(home, "server", ".tmp");
            if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(draft, Json.write(file));
            Files.move(draft, home.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.EXTERNAL_SERVICE, "%s cannot be written: %s".formatted(home.resolve(NAME), e), e);
        }
    }

    /// The server that the file tells of, when its process lives and it answers.
    public static Optional<ServerFile> running(Path home) {
        return read(home).filter(ServerFile::alive).filter(ServerFile::answers);
    }

    /// Takes the file away if it is this one.
    public void remove(Path home) {
        try {
            if (read(home).filter(this::equals).isPresent()) {
                Files.deleteIfExists(home.resolve(NAME));
            }
        } catch (IOException e) {
            LOG.warn("{} stays behind and will be passed over: {}", home.resolve(NAME), e.toString());
        }
    }

    private static Optional<ServerFile> read(Path home) {
        try {
            return Optional.of(Json.read(Files.readString(home.resolve(NAME)), ServerFile.class));
        } catch (IOException e) {
            return Optional.empty();
        } catch (DownbeatException e) {
            LOG.warn("{} is damaged and passed over: {}", home.resolve(NAME), e.text());
            return Optional.empty();
        }
    }

    private boolean alive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private boolean answers() {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(URI.create(url + "/health/live"))
                    .timeout(PATIENCE)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
