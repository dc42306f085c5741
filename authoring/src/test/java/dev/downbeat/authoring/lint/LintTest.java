package dev.downbeat.authoring.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.yaml.YamlDags;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LintTest {
    private static final String TIMED = "defaults: { timeout: 1h }\n";

    @Test
    void a_task_that_no_case_of_its_branch_goes_to_is_an_error() {
        assertThat(found("""
                id: d
                tasks:
                  gate:
                    branch:
                      - { if: "params.n > 1", go: chosen }
                      - { else: [] }
                  chosen: { needs: gate, bash: "true" }
                  after: { needs: [gate, chosen], bash: "true" }
                  forgotten: { needs: gate, bash: "true" }
                params: { n: { type: integer, default: 1 } }
                """ + TIMED))
                .containsExactly("error never_chosen d.yaml:9 task 'forgotten' is always skipped: "
                        + "no case of branch 'gate' goes to it");
    }

    @Test
    void a_branch_may_go_to_a_group() {
        assertThat(found("""
                id: d
                tasks:
                  gate:
                    branch:
                      - { else: train }
                  train:
                    needs: gate
                    group:
                      tasks:
                        fit: { bash: "true" }
                """ + TIMED)).isEmpty();
    }

    @Test
    void a_task_that_is_joined_to_nothing_is_told() {
        assertThat(found("id: d\ntasks:\n  a: { bash: x }\n  b: { needs: a, bash: x }\n  c: { bash: x }\n" + TIMED))
                .containsExactly("warning apart d.yaml:5 task 'c' is joined to no other task");
    }

    @Test
    void tasks_that_are_all_apart_are_a_fan_and_no_mistake() {
        assertThat(found("id: d\ntasks:\n  a: { bash: x }\n  b: { bash: x }\n" + TIMED))
                .isEmpty();
    }

    @Test
    void a_rule_without_needs_is_told() {
        assertThat(found("id: d\ntasks:\n  a: { bash: x, rule: all_done }\n" + TIMED))
                .containsExactly("warning rule_without_needs d.yaml:3 the rule all_done of task 'a' has no effect: "
                        + "it needs nothing");
    }

    @Test
    void ids_that_differ_in_case_only_are_told() {
        assertThat(found("id: d\ntasks:\n  load: { bash: x }\n  Load: { bash: x }\n" + TIMED))
                .containsExactly(
                        "warning same_but_for_case d.yaml:4 tasks 'load' and 'Load' differ in upper and lower case only");
    }

    @Test
    void a_param_that_nothing_uses_is_told() {
        assertThat(found("""
                id: d
                params: { used: 1, also_used: 2, unused: 3 }
                tasks:
                  a: { bash: "echo {{ params.used }} {{ params['also_used'] }}" }
                """ + TIMED)).containsExactly("warning unused_param d.yaml:0 no task uses param 'unused'");
    }

    @Test
    void params_that_are_taken_as_a_whole_are_all_used() {
        assertThat(found("id: d\nparams: { a: 1 }\ntasks:\n  t: { bash: \"echo {{ params | tojson }}\" }\n" + TIMED))
                .isEmpty();
    }

    @Test
    void a_task_without_a_timeout_of_its_own_is_told() {
        assertThat(found("id: d\ntasks:\n  a: { bash: x }\n"))
                .containsExactly("warning no_timeout d.yaml:3 1 task may run for 24h, as nothing says how long they "
                        + "may take: a");
    }

    private static List<String> found(String yaml) {
        Parsed parsed = new YamlDags(Operators.installed(), new Templates()).parse(Path.of("d.yaml"), yaml);
        var dags = (Parsed.Dags) parsed;
        return Lint.check(dags.specs().getFirst()).stream()
                .map(finding -> "%s %s %s:%d %s"
                        .formatted(
                                finding.level().word(),
                                finding.rule(),
                                Path.of(finding.place().file()).getFileName(),
                                finding.place().line(),
                                finding.place().message()))
                .toList();
    }
}
