package dev.downbeat.operators.files;

import dev.downbeat.model.AttemptId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that appears whole or not at all: it is written beside its place and renamed. When the writing
/// fails,
/// the file that was there before stays.
public final class WholeFile {
    /// Writes to the path that it is given.
    public interface Writer<T, X extends Exception> {
        T write(Path part) throws X, IOException;
    }

    private WholeFile() {}

    /// Makes the folders above `file` when they are not there.
    ///
    /// @param by names the part, so that two attempts do not write into one
    /// @return what the writer returns
    public static <T, X extends Exception> T write(Path file, AttemptId by, Writer<T, X> writer) throws X, IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        String writing = "%s-%s-%d-%d"
                .formatted(by.key().run(), by.key().task(), by.key().index().value(), by.number());
        Path part = file.resolveSibling(".%s.%s.part".formatted(file.getFileName(), writing));
        try {
            T result = writer.write(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return result;
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
