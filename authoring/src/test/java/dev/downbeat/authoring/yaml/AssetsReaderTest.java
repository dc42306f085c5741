package dev.downbeat.authoring.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.view.PlanView;
import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetCondition.All;
import dev.downbeat.model.AssetCondition.Any;
import dev.downbeat.model.AssetCondition.One;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagSpec;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssetsReaderTest {
    private static final YamlDags DAGS = new YamlDags(Operators.installed(), new Templates());

    @Test
    void conditions_may_be_nested_and_stand_beside_a_schedule() {
        DagSpec spec = dag("""
                id: report
                schedule: { cron: "0 6 * * *", timezone: UTC }
                consumes: [orders, { any: [customers, "s3://lake/leads"] }]
                tasks:
                  a: { produces: [x, y/z], noop: {} }
                  b: { produces: w, noop: {} }
                  c: { noop: {} }
                """);

        assertThat(spec.schedule().consumes())
                .hasValue(new All(List.of(one("orders"), new Any(List.of(one("customers"), one("s3://lake/leads"))))));
        assertThat(PlanView.schedule(spec.schedule()))
                .isEqualTo("0 6 * * * UTC, on orders and (customers or s3://lake/leads)");
        assertThat(spec.tasks())
                .extracting(task -> task.about().produces())
                .containsExactly(
                        List.of(new AssetName("x"), new AssetName("y/z")), List.of(new AssetName("w")), List.of());
        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void a_name_alone_is_a_condition() {
        assertThat(dag("id: r\nconsumes: orders\ntasks: { a: { noop: {} } }\n")
                        .schedule()
                        .consumes())
                .hasValue(one("orders"));
    }

    @Test
    void mistakes_are_told_with_their_places() {
        assertThat(mistakes("""
                id: report
                params: { day: { type: string } }
                consumes:
                  - no blanks
                  - anny: [a, b]
                  - any: a
                  - all: []
                  - { any: [a], all: [b] }
                tasks:
                  a: { produces: ["", ok], noop: {} }
                """))
                .containsExactly(
                        "2:11: param 'day' has no default, but the DAG runs by itself (add default)",
                        "4:5: asset 'no blanks' is not allowed: use letters, digits and _ . - / : @ + =, 200 at most",
                        "5:5: consumes knows no 'anny' (did you mean 'any'?)",
                        "6:10: 'any' is a list of assets and conditions (write a name, a list of names, { all: [...] } or { any: [...] })",
                        "7:10: the list of assets is empty (leave 'consumes' out when nothing is consumed)",
                        "8:5: this is no condition over assets (write a name, a list of names, { all: [...] } or { any: [...] })",
                        "10:19: asset '' is not allowed: use letters, digits and _ . - / : @ + =, 200 at most");
    }

    private static AssetCondition one(String name) {
        return new One(new AssetName(name));
    }

    private static DagSpec dag(String yaml) {
        return switch (DAGS.parse(Path.of("report.yaml"), yaml)) {
            case Parsed.Dags dags -> dags.specs().getFirst();
            case Parsed.Broken broken ->
                throw new AssertionError(broken.problems().toString());
        };
    }

    private static List<String> mistakes(String yaml) {
        return DAGS.parse(Path.of("report.yaml"), yaml) instanceof Parsed.Broken broken
                ? broken.problems().stream()
                        .map(problem -> problem.toString().substring("report.yaml:".length()))
                        .toList()
                : List.of();
    }
}
