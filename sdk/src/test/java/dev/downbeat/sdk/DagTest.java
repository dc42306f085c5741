package dev.downbeat.sdk;

import dev.downbeat.model.Origin;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.SpecJson;
import org.junit.jupiter.api.Test;

class DagTest {
    @Test
    void the_example_is_the_expected_spec() {
        System.out.println(Json.pretty(Json.read(SpecJson.write(Churn.DAG.spec(new Origin("java", "Churn.java", "0"))))));
    }
}
