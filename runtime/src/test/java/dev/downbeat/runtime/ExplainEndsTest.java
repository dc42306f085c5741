package dev.downbeat.runtime;

import static dev.downbeat.runtime.ExplainWaitingTest.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tasks that have ended, most of them without having run.
class ExplainEndsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
    }

    @Test
    void a_task_before_it_failed_and_the_first_to_fail_is_named() throws IOException {
        String yaml = """
                tasks:
                  a: { bash: "false" }
                  b: { needs: a, noop: {} }
                  c: { needs: b, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "c", "upstream_failed");
            GateView b = it.first(run, "b");
            says(b, "trigger_rule", "never").isEqualTo("an upstream task failed: a (failed)");
            assertThat(b.since()).isNotNull();
            says(it.first(run, "c"), "trigger_rule", "never")
                    .isEqualTo("an upstream task failed: b (upstream_failed, as a failed)");
        }
    }

    @Test
    void an_item_before_it_failed() throws IOException {
        String yaml = """
                tasks:
                  a: { each: ["true", "false", "true"], bash: "{{ item }}" }
                  b: { needs: a, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "b", "upstream_failed");
            says(it.first(run, "b"), "trigger_rule", "never").isEqualTo("an upstream task failed: a (1 of 3 failed)");
        }
    }

    @Test
    void a_branch_went_elsewhere() throws IOException {
        String yaml = """
                tasks:
                  size: { branch: [{ if: "1 > 2", go: large }, { else: small }] }
                  large: { needs: size, noop: {} }
                  small: { needs: size, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "large", "skipped").until(run, "small", "success");
            says(it.first(run, "large"), "branch", "never").isEqualTo("branch 'size' went elsewhere");
            says(it.first(run, "small"), "end", "never").isEqualTo("it has succeeded");
        }
    }

    @Test
    void a_short_circuit_stopped_all_after_it() throws IOException {
        String yaml = """
                tasks:
                  gate: { short_circuit: "1 > 2" }
                  a: { needs: gate, noop: {} }
                  b: { needs: a, rule: all_done, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "b", "skipped");
            says(it.first(run, "b"), "branch", "never").isEqualTo("branch 'gate' went elsewhere");
        }
    }

    @Test
    void the_setup_it_needs_failed() throws IOException {
        String yaml = """
                tasks:
                  up: { role: setup, bash: "false" }
                  a: { needs: up, rule: all_done, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "a", "upstream_failed");
            says(it.first(run, "a"), "setup", "never").isEqualTo("the setup it needs failed: up (failed)");
        }
    }

    @Test
    void its_rule_was_not_met() throws IOException {
        String yaml = "tasks:\n  a: { noop: {} }\n  b: { needs: a, rule: one_failed, noop: {} }\n";
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "b", "skipped");
            says(it.first(run, "b"), "trigger_rule", "never").isEqualTo("its rule one_failed is not met: a (success)");
        }
    }

    @Test
    void there_were_no_items() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { each: [], noop: {} }\n")) {
            long run = it.run();
            it.until(run, "a", "skipped");
            says(it.first(run, "a"), "items", "never").startsWith("it was skipped: no items");
        }
    }

    @Test
    void its_run_was_cancelled() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { HOLD }\n  b: { needs: a, noop: {} }\n")) {
            long run = it.run();
            it.until(run, "a", "running");
            it.api().cancel(run);
            it.until(run, "b", "skipped");
            says(it.first(run, "b"), "run", "never").startsWith("the run was brought to an end: cancelled");
            it.until(run, "a", "failed");
            says(it.first(run, "a"), "run", "never").startsWith("the run was brought to an end: cancelled");
        }
    }

    @Test
    void its_run_took_too_long() throws IOException {
        try (var it = Situation.of(place, "timeout: 1s\ntasks:\n  a: { HOLD }\n  b: { needs: a, noop: {} }\n")) {
            long run = it.run();
            it.until(run, "b", "skipped");
            says(it.first(run, "b"), "run", "never")
                    .isEqualTo("the run was brought to an end: the run took longer than 1s");
        }
    }

    @Test
    void another_task_failed_and_the_dag_is_fail_fast() throws IOException {
        String yaml = "fail_fast: true\ntasks:\n  a: { HOLD }\n  b: { needs: a, noop: {} }\n  c: { bash: \"false\" }\n";
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "b", "skipped");
            says(it.first(run, "b"), "run", "never").contains("another task failed and the DAG is fail_fast");
        }
    }

    @Test
    void it_failed_itself() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { bash: \"exit 3\" }\n")) {
            long run = it.run();
            it.until(run, "a", "failed");
            says(it.first(run, "a"), "end", "never").startsWith("it failed: ").contains("3");
        }
    }

    @Test
    void it_waited_long_enough() throws IOException {
        String yaml = "tasks:\n  a: { wait_for_file: "
                + "{ path: /no/such/file, poke_interval: 200ms, timeout: 500ms, soft_fail: true } }\n";
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "a", "skipped");
            says(it.first(run, "a"), "end", "never").startsWith("it was skipped: waited longer than its timeout");
        }
    }
}
