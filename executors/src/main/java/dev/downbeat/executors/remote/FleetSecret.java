package dev.downbeat.executors.remote;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What workers prove by that they belong here: the variable `DOWNBEAT_WORKER_TOKEN`, else the file
/// `worker.token` in the home, which only its owner may read.
public final class FleetSecret {
    public static final String VARIABLE = "DOWNBEAT_WORKER_TOKEN";
    private static final String NAME = "worker.token";
    private static final int SHORTEST = 16;

    private final Path file;
    private final Map<String, String> environment;

    public FleetSecret(Path home, Map<String, String> environment) {
        this.file = home.resolve(NAME);
        this.environment = Map.copyOf(environment);
    }

    public Path file() {
        return file;
    }

    /// Looked up anew each time, so that one that is made is known at once. Empty when there is none.
    ///
    /// @throws DownbeatException BAD_INPUT when it is too short, or others may read the file
    public Optional<String> find() {
        String given = environment.getOrDefault(VARIABLE, "").strip();
        if (!given.isEmpty()) {
            return Optional.of(checked(given, VARIABLE));
        }
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            checkPrivate();
            return Optional.of(checked(Files.readString(file).strip(), file.toString()));
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static String checked(String secret, String where) {
        if (secret.length() < SHORTEST) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "the secret in %s has %d characters, it has to have %d or more"
                            .formatted(where, secret.length(), SHORTEST));
        }
        return secret;
    }

    private void checkPrivate() throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!PosixFilePermissions.fromString("rw-------").containsAll(permissions)) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "%s may be read by others (%s): chmod 600 it"
                            .formatted(file, PosixFilePermissions.toString(permissions)));
        }
    }

    /// Makes a secret of 256 random bits, unless the file is there already.
    ///
    /// @return false when it was there
    public boolean make() {
        try {
            Files.createDirectories(file.getParent());
            Path made = Files.createFile(
                    file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(made, Tokens.next() + "\n");
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    /// Whether somebody presents the secret; how long the answer takes tells nothing of it.
    ///
    /// @throws DownbeatException CONFLICT when there is none, so nobody can
    public boolean isKnownTo(String presented) {
        String secret = find().orElseThrow(() -> new DownbeatException(
                ErrorCode.CONFLICT,
                "no worker is accepted here: there is no secret for them; make one with 'downbeat workers secret', or set "
                        + VARIABLE));
        return MessageDigest.isEqual(bytes(secret), bytes(presented));
    }

    private static byte[] bytes(String text) {
        return Tokens.hash(text).getBytes(StandardCharsets.UTF_8);
    }
}
