package dev.downbeat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A folder for the time of a benchmark; nothing of it is left behind.
///
/// @param disk the kind of file system it is on
record Workplace(Path folder, String disk) implements AutoCloseable {
    private static final Path OTHER = Path.of("/var/tmp");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// On a disk where there is one: in memory a commit costs nothing.
    static Workplace create() throws IOException {
        Path usual = Path.of(System.getProperty("java.io.tmpdir"));
        boolean inMemory = typeOf(usual).equals("tmpfs");
        boolean other = inMemory && Files.isWritable(OTHER) && !typeOf(OTHER).equals("tmpfs");
        Path folder = Files.createTempDirectory(other ? OTHER : usual, "downbeat-bench-");
        return new Workplace(folder, typeOf(folder));
    }

    private static String typeOf(Path folder) throws IOException {
        return Files.getFileStore(folder).type();
    }

    @Override
    public void close() throws IOException {
        stopPostgres(folder);
        delete(folder);
    }

    /// The server of a home's embedded PostgreSQL, when it runs.
    static Optional<ProcessHandle> postgres(Path home) throws IOException {
        try {
            List<String> lines = Files.readAllLines(home.resolve("postgres/data/postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                    .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it was stopped in good order, or none was started
        }
    }

    /// One that was interrupted while it started has been given up by whoever started it. Waits also when this
    /// thread is interrupted: where it writes is deleted afterwards.
    static void stopPostgres(Path home) throws IOException {
        Optional<ProcessHandle> server = postgres(home);
        if (server.isEmpty()) {
            return;
        }
        server.get().destroy();
        try {
            server.get()
                    .onExit()
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IOException("PostgreSQL does not stop in " + home, e);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
