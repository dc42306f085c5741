package dev.downbeat.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Origin;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.SpecJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DagTest {
    private static final Origin ORIGIN = new Origin("java", "Churn.java", "0");

    @Test
    void the_example_is_the_expected_spec() throws IOException {
        String written = Json.pretty(Json.read(SpecJson.write(Churn.DAG.spec(ORIGIN)))) + "\n";
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(Path.of("src/test/resources/dev/downbeat/sdk/churn.json"), written);
            return;
        }

        try (var golden = DagTest.class.getResourceAsStream("churn.json")) {
            assertThat(golden).isNotNull();
            assertThat(written).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_spec_survives_its_json() {
        DagSpec spec = Churn.DAG.spec(ORIGIN);

        DagSpec read = SpecJson.read(SpecJson.write(spec));

        assertThat(read).isEqualTo(spec);
        assertThat(SpecJson.hash(read)).isEqualTo(SpecJson.hash(spec));
    }
}
