package dev.downbeat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
        stopPostgres();
        delete(folder);
    }

    /// One that was interrupted while it started has been given up by whoever started it.
    private void stopPostgres() throws IOException {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("postgres/data/postmaster.pid"));
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElse(null);
            if (server != null && server.info().command().orElse("").endsWith("/postgres")) {
                server.destroy();
                server.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (NoSuchFileException e) {
            // It was stopped in good order, or none was started.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("PostgreSQL does not stop in " + folder, e);
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
