package dev.downbeat.authoring.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.shape.Operators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The generated pages are those of the code; `-Dgolden=update` writes them anew.
class GeneratedPagesTest {
    private static final Path DOCS = Path.of("../docs");

    @Test
    void the_reference_of_the_operators_is_that_of_the_code() throws IOException {
        check(DOCS.resolve("operators.md"), OperatorReference.markdown(Operators.installed()));
    }

    @Test
    void the_schema_of_dag_files_is_that_of_the_code() throws IOException {
        check(DOCS.resolve("dag.schema.json"), JsonSchemas.text(Operators.installed()));
    }

    private static void check(Path page, String text) throws IOException {
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(page, text);
        }
        assertThat(text)
                .as("%s (rewrite: mvn -Pfast test -Dgolden=update)", page)
                .isEqualTo(Files.exists(page) ? Files.readString(page) : "");
    }
}
