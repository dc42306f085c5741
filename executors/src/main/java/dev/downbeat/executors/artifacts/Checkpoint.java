package dev.downbeat.executors.artifacts;

import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// How far a task instance has come: a file with a JSON value, replaced as a whole, so that a crash leaves the
/// old one or the new one.
public record Checkpoint(Path file) {
    /// Null when there is none.
    public @Nullable Object load() {
        try {
            return Json.read(Files.readString(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the checkpoint " + file, e);
        }
    }

    /// Durable when it returns.
    public void save(Object value) {
        byte[] json = Json.write(value).getBytes(StandardCharsets.UTF_8);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (var channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                var left = ByteBuffer.wrap(json);
                while (left.hasRemaining()) {
                    int ignored = channel.write(left);
                }
                channel.force(true);
            }
            Path ignored = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the checkpoint " + file, e);
        }
    }

    /// There is nothing to resume any more.
    public void forget() {
        try {
            boolean ignored = Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the checkpoint " + file, e);
        }
    }
}
