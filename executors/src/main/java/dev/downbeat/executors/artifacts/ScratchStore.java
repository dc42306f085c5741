package dev.downbeat.executors.artifacts;

import dev.downbeat.model.AttemptId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Folders under `<home>/scratch/<process>/`, removed when their attempt ends. Several processes may share a
/// home (a server and a foreground run), so the folder of each is its own, and a start sweeps away only those
/// whose process is gone.
public final class ScratchStore implements AutoCloseable {
    private final Path mine;

    private ScratchStore(Path mine) {
        this.mine = mine;
    }

    /// Sweeps what crashed processes left behind.
    public static ScratchStore open(Path home) {
        Path root = home.toAbsolutePath().normalize().resolve("scratch");
        ProcessHandle self = ProcessHandle.current();
        String name = self.pid() + "-" + startOf(self).orElse(0);
        try {
            sweep(root, name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sweep " + root, e);
        }
        return new ScratchStore(root.resolve(name));
    }

    /// The scratch folder of another process, for its child; sweeps nothing.
    public static ScratchStore within(Path folder) {
        return new ScratchStore(folder);
    }

    private static void sweep(Path root, String mine) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Path> gone = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.equals(mine) && !alive(name)) {
                    gone.add(entry);
                }
            }
        }
        for (Path entry : gone) {
            delete(entry);
        }
    }

    /// Whether the process that owns the folder lives; its start time tells it from a later one with the same
    /// number.
    private static boolean alive(String name) {
        int dash = name.indexOf('-');
        try {
            long pid = Long.parseLong(name.substring(0, Math.max(0, dash)));
            long start = Long.parseLong(name.substring(dash + 1));
            return ProcessHandle.of(pid)
                    .filter(process -> startOf(process).orElse(start) == start)
                    .isPresent();
        } catch (NumberFormatException e) {
            return true; // not made by us: leave it alone
        }
    }

    private static OptionalLong startOf(ProcessHandle process) {
        return process.info().startInstant().stream()
                .mapToLong(java.time.Instant::toEpochMilli)
                .findFirst();
    }

    public Path root() {
        return mine;
    }

    /// Where an attempt's scratch files go; not created.
    public Path place(AttemptId attempt) {
        var key = attempt.key();
        return mine.resolve("%d_%s_%d_%d"
                .formatted(key.run().value(), key.task(), key.index().value(), attempt.number()));
    }

    public Path folder(AttemptId attempt) {
        Path folder = place(attempt);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the scratch folder " + folder, e);
        }
    }

    public void remove(AttemptId attempt) throws IOException {
        delete(place(attempt));
    }

    @Override
    public void close() throws IOException {
        delete(mine);
    }

    /// Everything below and the folder itself; links are removed, not followed.
    private static void delete(Path path) throws IOException {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // gone already, which is what was wanted
            return;
        }
    }
}
