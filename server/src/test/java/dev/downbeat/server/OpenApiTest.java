package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Path GOLDEN = Path.of("../docs/openapi.json");

    /// Review what changes: it is what other people's programs are built on. `-Dgolden=update` writes it.
    @Test
    void the_interface_is_the_documented_one() throws IOException {
        String document;
        try (var web = new Web(new FakeDownbeat())) {
            document = web.get("/api/v1/openapi.json").body() + "\n";
        }
        if ("update".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN.toAbsolutePath().getParent());
            Files.writeString(GOLDEN, document);
        }

        assertThat(document).isEqualTo(Files.readString(GOLDEN));
    }
}
