package dev.downbeat.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.AssetCondition.All;
import dev.downbeat.model.AssetCondition.Any;
import dev.downbeat.model.AssetCondition.One;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Origin;
import dev.downbeat.sdk.json.SpecJson;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AssetsTest {
    @Test
    void what_a_dag_consumes_and_its_tasks_produce() {
        DagSpec spec = spec(d -> {
            d.consumes(Assets.all("orders", Assets.any("customers", "leads")));
            d.task("load").produces("stock", "s3://lake/stock").run(AssetsTest::nothing);
        });

        assertThat(spec.schedule().consumes())
                .hasValue(new All(List.of(one("orders"), new Any(List.of(one("customers"), one("leads"))))));
        assertThat(spec.tasks().getFirst().about().produces())
                .containsExactly(new AssetName("stock"), new AssetName("s3://lake/stock"));
        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void what_a_dag_watches_starts_it() {
        DagSpec spec = spec(d -> {
            d.watches("orders", Sensors.file("inbox/*.csv").every(Duration.ofSeconds(30)));
            d.task("load").run(AssetsTest::nothing);
        });

        assertThat(spec.schedule().consumes()).hasValue(one("orders"));
        assertThat(spec.schedule().watches()).singleElement().satisfies(watch -> {
            assertThat(watch.sensor().type()).isEqualTo("wait_for_file");
            assertThat(watch.sensor().config()).containsEntry("poke_interval", "30s");
        });
        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
        assertThatThrownBy(() -> spec(d -> d.watches("orders", Sensors.file("a").timeout(Duration.ofHours(1)))))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("take 'timeout' out");
    }

    @Test
    void names_that_cannot_be_and_empty_conditions_are_refused() {
        assertThatThrownBy(() -> Assets.all("no blanks"))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("asset 'no blanks' is not allowed");
        assertThatThrownBy(() -> Assets.any("a", 3))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("not over a Integer");
        assertThatThrownBy(() -> spec(d -> d.consumes())).isInstanceOf(DownbeatException.class);
        assertThatThrownBy(() -> spec(d -> d.task("a").produces("").run(AssetsTest::nothing)))
                .isInstanceOf(DownbeatException.class);
    }

    private static One one(String name) {
        return new One(new AssetName(name));
    }

    private static DagSpec spec(Consumer<DagBody> body) {
        return Dag.of("x", body).spec(new Origin("java", "X.java", ""));
    }

    private static void nothing() {}
}
