package dev.downbeat.executors.artifacts;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.TaskKey;
import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/// Files that outlive their attempt: `<home>/artifacts/<dag>/run_<id>/<task>/<map index>/attempt_<n>/`. Names
/// come from ids, which cannot hold a path separator or `..`.
public final class ArtifactStore {
    private final Path root;

    public ArtifactStore(Path home) {
        this.root = home.toAbsolutePath().normalize().resolve("artifacts");
    }

    public Path root() {
        return root;
    }

    /// A file or folder of the store by its path from the root; need not exist.
    ///
    /// @throws DownbeatException BAD_INPUT when it would lie outside
    public Path within(String relative) {
        Path path;
        try {
            path = root.resolve(relative).normalize();
        } catch (InvalidPathException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "'%s' is no path".formatted(relative), e);
        }
        if (!path.startsWith(root) || path.equals(root)) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "'%s' is not in the artifact store".formatted(relative));
        }
        return path;
    }

    /// Where an attempt's files go; not created.
    public Path place(DagId dag, AttemptId attempt) {
        return root.resolve(dag.value())
                .resolve("run_" + attempt.key().run())
                .resolve(attempt.key().task().value())
                .resolve(Integer.toString(attempt.key().index().value()))
                .resolve("attempt_" + attempt.number());
    }

    /// How far a task instance has come, whichever attempt said so.
    public Checkpoint checkpoint(DagId dag, TaskKey key) {
        return new Checkpoint(place(dag, new AttemptId(key, 1))
                .resolveSibling("checkpoint.json")
                .normalize());
    }

    /// How far an attempt is.
    public ProgressFile progress(DagId dag, AttemptId attempt) {
        return new ProgressFile(place(dag, attempt).resolveSibling("attempt_" + attempt.number() + ".progress"));
    }

    /// The attempt's folder, made when it is not there yet.
    public Path folder(DagId dag, AttemptId attempt) {
        Path folder = place(dag, attempt);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the artifact folder " + folder, e);
        }
    }

    /// Takes a file with JSON in; reads it once, in pieces, whatever its size. A file that lies in `folder`
    /// already stays where it is.
    ///
    /// @throws DownbeatException BAD_INPUT when it is not JSON
    public Artifact keep(Path json, Path folder, String name) {
        try {
            String sha256 = checkedHash(json);
            Path kept = json.toAbsolutePath().normalize();
            if (!kept.startsWith(folder)) {
                Files.createDirectories(folder);
                kept = move(kept, folder.resolve(name + ".json"));
            }
            return new Artifact(kept, Files.size(kept), sha256);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + json + " as an artifact", e);
        }
    }

    private static Path move(Path from, Path to) throws IOException {
        try {
            return Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            return Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String checkedHash(Path json) throws IOException {
        var digest = Sha256.create();
        try (InputStream in = new DigestInputStream(Files.newInputStream(json), digest);
                JsonParser parser = Json.MAPPER.createParser(in)) {
            checkOneValue(parser);
        } catch (JacksonException e) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "%s is not JSON: %s".formatted(json, e.getOriginalMessage()), e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Walks over the tokens to the end of the file without holding any of them.
    private static void checkOneValue(JsonParser parser) {
        boolean empty = parser.nextToken() == null;
        parser.skipChildren();
        if (empty || parser.nextToken() != null) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    empty ? "the file with the output is empty" : "the output is more than one value");
        }
    }

    /// The value itself, all of it in memory.
    ///
    /// @throws DownbeatException NOT_FOUND when the file is gone, BAD_INPUT when it lies outside the store
    public @Nullable Object load(Artifact artifact) {
        Path file = artifact.file().toAbsolutePath().normalize();
        if (!file.startsWith(root)) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "%s is not in the artifact store %s".formatted(file, root));
        }
        if (!Files.isRegularFile(file)) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "the artifact %s is gone".formatted(file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Json.MAPPER.readValue(in, Object.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the artifact " + file, e);
        }
    }
}
