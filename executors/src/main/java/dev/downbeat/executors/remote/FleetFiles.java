package dev.downbeat.executors.remote;

import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.remote.FleetTalk.StoredFile;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The server's artifacts, as attempts at workers use them: they read all of them and write into their own
/// folder.
public final class FleetFiles {
    private final ArtifactStore artifacts;

    FleetFiles(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    Path root() {
        return artifacts.root();
    }

    OfAttempt of(DagId dag, AttemptId attempt) {
        return new OfAttempt(artifacts, artifacts.place(dag, attempt));
    }

    /// What one attempt may do.
    public static final class OfAttempt {
        private final ArtifactStore artifacts;
        private final Path own;

        private OfAttempt(ArtifactStore artifacts, Path own) {
            this.artifacts = artifacts;
            this.own = own;
        }

        /// Takes a file in, in place of one that is there. It is there as a whole or not at all.
        ///
        /// @param path from the attempt's folder on
        public void put(String path, InputStream content) {
            Path file = artifacts.within(artifacts.root().relativize(own) + "/" + path);
            if (!file.startsWith(own) || file.equals(own)) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "'%s' is not in the attempt's folder".formatted(path));
            }
            Path fresh = file.resolveSibling(file.getFileName() + ".incoming");
            try {
                Files.createDirectories(file.getParent());
                long ignored = Files.copy(content, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot take in " + file, e);
            }
        }

        /// The files at or below a path.
        ///
        /// @param path from the folder of all artifacts on
        /// @return empty when there is nothing
        public List<StoredFile> list(String path) {
            Path from = artifacts.within(path);
            var found = new ArrayList<StoredFile>();
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    found.add(new StoredFile(artifacts.root().relativize(file).toString(), Files.size(file)));
                }
                return found;
            } catch (NoSuchFileException e) {
                return List.of();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + from, e);
            }
        }

        /// A file to be read.
        ///
        /// @param path from the folder of all artifacts on
        /// @throws DownbeatException NOT_FOUND when there is none
        public Path file(String path) {
            Path file = artifacts.within(path);
            if (!Files.isRegularFile(file)) {
                throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no artifact '%s'".formatted(path));
            }
            return file;
        }
    }
}
