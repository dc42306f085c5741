package dev.downbeat.executors.artifacts;

import dev.downbeat.sdk.operator.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// What an attempt says of how far it is: a file of one line. It is for those who look on, so nothing is done for it to
/// outlive a crash of the machine.
public record ProgressFile(Path file) {
    private static final int MOST_BYTES = 1_000;

    public void write(Progress progress) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, progress + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the progress " + file, e);
        }
    }

    /// Empty when the attempt has said nothing, or nothing that makes sense.
    public Optional<Progress> read() {
        try (var in = Files.newInputStream(file)) {
            return Progress.parse(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the progress " + file, e);
        }
    }
}
