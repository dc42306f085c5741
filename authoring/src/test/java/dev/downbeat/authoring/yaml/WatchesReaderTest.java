package dev.downbeat.authoring.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.view.PlanView;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Watch;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchesReaderTest {
    private static final YamlDags DAGS = new YamlDags(Operators.installed(), new Templates());

    @Test
    void a_dag_that_only_watches_runs_on_whatever_it_watches() {
        DagSpec spec = dag("""
                id: load
                watches:
                  orders: { wait_for_file: "inbox/{{ ds }}/*.csv" }
                  leads: { wait_for_sql: { connection: crm, query: select max(id) from lead, poke_interval: 10s } }
                tasks: { a: { noop: {} } }
                """);

        assertThat(spec.schedule().watches())
                .containsExactly(
                        watch("orders", "wait_for_file", Map.of("path", "inbox/{{ ds }}/*.csv")),
                        watch(
                                "leads",
                                "wait_for_sql",
                                Map.of(
                                        "connection", "crm",
                                        "query", "select max(id) from lead",
                                        "poke_interval", "10s")));
        assertThat(PlanView.schedule(spec.schedule())).isEqualTo("on orders or leads");
        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void one_that_names_what_it_consumes_runs_on_that_alone() {
        assertThat(PlanView.schedule(dag("""
                id: load
                consumes: [orders, rates]
                watches: { orders: { wait_for_file: orders.csv } }
                tasks: { a: { noop: {} } }
                """).schedule())).isEqualTo("on orders and rates");
    }

    @Test
    void mistakes_are_told_with_their_places() {
        assertThat(mistakes("""
                id: load
                params: { day: { type: string } }
                watches:
                  no blanks: { wait_for_file: a }
                  a: orders.csv
                  b: { wait_for_fil: orders.csv }
                  c: { bash: test -e orders.csv }
                  d: { wait_for_file: }
                  e: { wait_for_file: { path: orders.csv, timeout: 1h } }
                  f: { wait_for_file: "{{ outputs.a }}" }
                  g: { wait_for_file: { paht: orders.csv } }
                  h: { wait_for_dag: other }
                tasks: { a: { noop: {} } }
                """))
                .satisfiesExactly(
                        each -> assertThat(each)
                                .isEqualTo(
                                        "2:11: param 'day' has no default, but the DAG runs by itself (add default)"),
                        each -> assertThat(each).startsWith("4:3: asset 'no blanks' is not allowed"),
                        each -> assertThat(each)
                                .isEqualTo(
                                        "5:6: 'a' is watched by one sensor (write orders: { wait_for_file: inbox/*.csv })"),
                        each -> assertThat(each)
                                .isEqualTo("6:8: there is no sensor 'wait_for_fil' (did you mean 'wait_for_file'?)"),
                        each -> assertThat(each)
                                .startsWith("7:8: the operator 'bash' is no sensor (sensors are wait_for_file, "),
                        each -> assertThat(each).startsWith("8:22: wait_for_file takes "),
                        each -> assertThat(each)
                                .isEqualTo(
                                        "9:3: the watch of asset 'e' never ends and holds nothing: take 'timeout' out"),
                        each -> assertThat(each).startsWith("10:23: a watch's templates do not see 'outputs'"),
                        each -> assertThat(each).startsWith("11:23: wait_for_file has no 'path'"),
                        each -> assertThat(each).startsWith("11:25: wait_for_file has no 'paht'"),
                        each -> assertThat(each)
                                .isEqualTo(
                                        "12:3: asset 'h' cannot be watched by wait_for_dag: let the other DAG produce the"
                                                + " asset"));
    }

    private static Watch watch(String asset, String type, Map<String, @Nullable Object> settings) {
        return new Watch(new AssetName(asset), new OperatorCall(type, settings, Set.of()));
    }

    private static DagSpec dag(String yaml) {
        return switch (DAGS.parse(Path.of("load.yaml"), yaml)) {
            case Parsed.Dags dags -> dags.specs().getFirst();
            case Parsed.Broken broken ->
                throw new AssertionError(broken.problems().toString());
        };
    }

    private static List<String> mistakes(String yaml) {
        return DAGS.parse(Path.of("load.yaml"), yaml) instanceof Parsed.Broken broken
                ? broken.problems().stream()
                        .map(problem -> problem.toString().substring("load.yaml:".length()))
                        .toList()
                : List.of();
    }
}
