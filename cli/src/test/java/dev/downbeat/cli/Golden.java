package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares text with a file under `src/test/golden`; `-Dgolden=update` writes the file instead.
final class Golden {
    private static final Path FOLDER = Path.of("src/test/golden");

    private Golden() {}

    static void check(String name, String text) {
        compare(FOLDER.resolve(name), text);
    }

    /// A page of the documentation, by its path in the repository.
    static void page(String path, String text) {
        compare(Path.of("..").resolve(path), text);
    }

    private static void compare(Path file, String text) {
        try {
            if ("update".equals(System.getProperty("golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(text).as("%s (rewrite with -Dgolden=update)", file).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("no golden file: run with -Dgolden=update", e);
        }
    }
}
