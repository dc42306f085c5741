package dev.downbeat.executors.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A child's process, its process group and the socket to it.
final class ChildJvm implements AutoCloseable {
    /// How long output may keep coming from what the child left behind, and how long the kernel has to kill
    /// it.
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int LONGEST_SOCKET_FOLDER = 80;

    private final Path folder;
    private final ServerSocketChannel server;
    private final Process process;

    private ChildJvm(Path folder, ServerSocketChannel server, Process process) {
        this.folder = folder;
        this.server = server;
        this.process = process;
    }

    static ChildJvm start(ChildSettings settings) throws IOException {
        Path folder = socketFolder();
        Path socket = folder.resolve("s");
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            var builder = new ProcessBuilder(ChildCommand.of(settings, socket));
            ChildCommand.withhold(builder.environment());
            Process process = builder.start();
            // A child that dies before it connects would be waited for for ever.
            CompletableFuture<Void> ignored = process.onExit().thenRun(() -> closeQuietly(server));
            return new ChildJvm(folder, server, process);
        } catch (IOException e) {
            closeQuietly(server);
            remove(folder);
            throw e;
        }
    }

    /// For its owner alone. The path of a socket must be short, which a test's or a user's temporary folder
    /// may not be.
    private static Path socketFolder() throws IOException {
        Path usual = Path.of(System.getProperty("java.io.tmpdir"));
        boolean fits = usual.toAbsolutePath().toString().length() < LONGEST_SOCKET_FOLDER;
        return Files.createTempDirectory(fits ? usual : Path.of("/tmp"), "downbeat");
    }

    /// Waits for the child to connect.
    ///
    /// @throws IOException when it died instead
    Wire connect() throws IOException {
        var wire = new Wire(server.accept());
        closeQuietly(server);
        return wire;
    }

    /// Copies the child's output on a thread of its own until it ends.
    CompletableFuture<Void> pump(InputStream from, OutputStream to) {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().name("child-output").start(() -> {
            try (from;
                    to) {
                from.transferTo(to);
            } catch (IOException e) {
                // the pipe was closed under us, when the child was killed
                boolean ignored = done.completeExceptionally(e);
            }
            boolean ignored = done.complete(null);
        });
        return done;
    }

    InputStream stdout() {
        return process.getInputStream();
    }

    InputStream stderr() {
        return process.getErrorStream();
    }

    long pid() {
        return process.pid();
    }

    /// Kills the child and all in its group, and those who left the group as far as they can be found.
    void kill() {
        List<ProcessHandle> descendants =
                process.isAlive() ? process.descendants().toList() : List.of();
        closeQuietly(process.getOutputStream());
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /// Waits for the child to end by itself, else kills it; then for the rest of its output.
    ///
    /// @return the exit code, -1 when even the kernel could not end it
    int end(CompletableFuture<Void> output) {
        if (!exits(LINGER)) {
            kill();
        }
        boolean gone = exits(LINGER);
        closeQuietly(process.getOutputStream());
        try {
            Void ignored = output.get(LINGER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // someone outside the group holds the pipe open; its output is not the task's any more
            closeOutput();
        } catch (InterruptedException e) {
            closeOutput();
            Thread.currentThread().interrupt();
        }
        return gone ? process.exitValue() : -1;
    }

    private void closeOutput() {
        closeQuietly(stdout());
        closeQuietly(stderr());
    }

    private boolean exits(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        kill();
        closeQuietly(server);
        remove(folder);
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("s"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.getLogger(ChildJvm.class.getName()).log(System.Logger.Level.WARNING, "cannot remove " + folder, e);
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            System.getLogger(ChildJvm.class.getName()).log(System.Logger.Level.DEBUG, "closing failed", e);
        }
    }
}
