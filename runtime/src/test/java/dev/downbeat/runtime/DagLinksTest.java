package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.yaml.YamlDags;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DagLinksTest {
    private static final YamlDags YAML = new YamlDags(Operators.installed(), new Templates());

    private final DagLinks links = new DagLinks();

    @Test
    void the_shortest_circle_is_named_in_full() {
        assertThat(add(dag("a", "trigger_dag: b"))).isEmpty();
        assertThat(add(dag("b", "trigger_dag: c"))).isEmpty();

        assertThat(add(dag("c", "trigger_dag: a")))
                .containsExactly("DAGs trigger one another in a circle: 'c' triggers 'a' triggers 'b' triggers 'c'");
        assertThat(add(dag("d", "trigger_dag: d")))
                .containsExactly("DAGs trigger one another in a circle: 'd' triggers 'd'");
    }

    @Test
    void dags_that_wait_for_the_end_of_one_another_never_begin() {
        assertThat(add(dag("a", "wait_for_dag: b"))).isEmpty();

        assertThat(add(dag("b", "trigger_dag: { dag: a, wait_for_completion: true }")))
                .containsExactly("DAGs wait for one another in a circle: 'b' waits for 'a' waits for 'b'");
    }

    @Test
    void waiting_for_what_was_triggered_for_a_task_or_for_another_date_is_no_circle() {
        assertThat(add(dag("a", "trigger_dag: b", "wait_for_dag: b"))).isEmpty();
        assertThat(add(dag("b", "wait_for_dag: { dag: a, task: t0 }"))).isEmpty();
        assertThat(add(dag("b", "wait_for_dag: { dag: a, latest: true }"))).isEmpty();
        assertThat(add(dag("b", "wait_for_dag: { dag: a, date: 2026-01-01T00:00:00Z }")))
                .isEmpty();
        assertThat(add(dag("b", "trigger_dag: \"{{ dag.id }}\""))).isEmpty();
    }

    @Test
    void a_name_that_can_be_no_dag_leads_nowhere() {
        assertThat(add(dag("a", "trigger_dag: no such name!"))).isEmpty();
        assertThat(add(dag("b", "trigger_dag: a"))).isEmpty();
    }

    @Test
    void of_a_file_with_a_circle_nothing_is_remembered() {
        assertThat(add(dag("a", "trigger_dag: b"))).isEmpty();

        assertThat(add(dag("c", "trigger_dag: d"), dag("b", "trigger_dag: a"))).hasSize(1);
        assertThat(add(dag("d", "trigger_dag: c"))).isEmpty();

        links.remove(new DagId("a"));
        assertThat(add(dag("b", "trigger_dag: a"))).isEmpty();
    }

    @Test
    void a_circle_may_go_through_assets() {
        assertThat(add(consumer("b", "x", "trigger_dag: a"))).isEmpty();

        assertThat(add(dag("a", "produces: x, noop: {}")))
                .containsExactly("DAGs start one another in a circle:"
                        + " 'a' updates asset 'x', which starts 'b' triggers 'a'");
        assertThat(add(consumer("c", "y", "produces: y, noop: {}")))
                .containsExactly("DAGs start one another in a circle: 'c' updates asset 'y', which starts 'c'");
    }

    @Test
    void dags_that_wait_for_one_another_through_an_asset_never_begin() {
        String waitsFirst = "id: a\ntasks:\n  w: { wait_for_dag: b }\n  p: { needs: w, produces: x, noop: {} }\n";
        String makesFirst = "id: a\ntasks:\n  p: { produces: x, noop: {} }\n  w: { needs: p, wait_for_dag: b }\n";
        assertThat(add(consumer("b", "x", "noop: {}"))).isEmpty();

        assertThat(add(parsed(waitsFirst)))
                .containsExactly(
                        "DAGs wait for one another in a circle:" + " 'a' waits for 'b' starts on asset 'x' of 'a'");
        assertThat(add(parsed(makesFirst))).isEmpty();
        assertThat(add(consumer("b", "{ any: [x, y] }", "noop: {}"))).isEmpty();
        assertThat(add(parsed(waitsFirst))).as("another asset may start it").isEmpty();
    }

    @Test
    void tasks_that_wait_for_one_anothers_tasks_never_begin() {
        assertThat(add(parsed("id: a\ntasks:\n  s: { wait_for_dag: { dag: b, task: s } }\n")))
                .isEmpty();

        assertThat(add(parsed("id: b\ntasks:\n  s: { wait_for_dag: { dag: a, task: s } }\n  t: { noop: {} }\n")))
                .containsExactly("DAGs wait for one another in a circle: 'b' waits for 'a' waits for 'b'");
        assertThat(add(parsed("id: b\ntasks:\n  s: { noop: {} }\n  t: { wait_for_dag: { dag: a, task: s } }\n")))
                .isEmpty();
    }

    private List<String> add(DagSpec... specs) {
        return links.add(List.of(specs));
    }

    private static DagSpec dag(String id, String... tasks) {
        return dag("id: " + id + "\n", List.of(tasks));
    }

    private static DagSpec consumer(String id, String assets, String... tasks) {
        return dag("id: " + id + "\nconsumes: " + assets + "\n", List.of(tasks));
    }

    private static DagSpec dag(String head, List<String> tasks) {
        var text = new StringBuilder(head + "tasks:\n");
        tasks.forEach(task -> text.append("  t%d: { %s }%n".formatted(text.length(), task)));
        return parsed(text.toString());
    }

    private static DagSpec parsed(String text) {
        var parsed = (Parsed.Dags) YAML.parse(Path.of("dag.yaml"), text);
        return parsed.specs().getFirst();
    }
}
