package dev.downbeat.authoring.view;

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
        Path file = FOLDER.resolve(name);
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
