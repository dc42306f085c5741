package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.AbstractStringAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tasks that wait for their run, for what comes before them, or for something of their own.
class ExplainWaitingTest {
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
    void nobody_drives_the_run() throws IOException {
        long run;
        try (var it = Situation.of(place, "tasks:\n  a: { HOLD }\n  b: { needs: a, noop: {} }\n")) {
            run = it.run();
            it.until(run, "a", "running");
        }
        try (var it = Situation.without(place)) {
            GateView first = it.first(run, "b");
            says(first, "scheduler", "not_met").isEqualTo("no process drives the runs of this DAG");
            assertThat(first.opens()).isEqualTo("start a server: downbeat up");
        }
    }

    @Test
    void the_dag_is_paused() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { noop: {} }\n")) {
            it.api().pause("it", true);
            // what was triggered before the server knew may still have begun
            Awaitility.await().untilAsserted(() -> {
                GateView first = it.first(it.run(), "a");
                says(first, "paused", "not_met").isEqualTo("the DAG is paused");
                assertThat(first.opens()).isEqualTo("downbeat dags unpause it");
            });
        }
    }

    @Test
    void as_many_runs_go_on_as_may() throws IOException {
        try (var it = Situation.of(place, "max_active_runs: 1\ntasks:\n  a: { HOLD }\n")) {
            it.until(it.run(), "a", "running");
            GateView first = it.first(it.run(), "a");
            says(first, "max_active_runs", "not_met")
                    .isEqualTo("1 of at most 1 runs of the DAG are going on, 0 queued before this one");
            assertThat(first.since()).isNotNull();
            says(it.first(it.run(), "a"), "max_active_runs", "not_met").contains("1 queued before this one");
        }
    }

    @Test
    void a_task_before_it_has_not_ended() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { HOLD }\n  b: { needs: a, noop: {} }\n")) {
            long run = it.run();
            it.until(run, "a", "running");
            GateView first = it.first(run, "b");
            says(first, "trigger_rule", "not_met").isEqualTo("its rule all_success waits for a (running)");
            assertThat(first.opens()).isEqualTo("a (running) ends");
        }
    }

    @Test
    void only_what_its_rule_still_waits_for_is_named() throws IOException {
        String yaml = """
                tasks:
                  a: { bash: "false", allow_failure: true }
                  b: { HOLD }
                  c: { needs: [a, b], rule: one_success, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "a", "failed").until(run, "b", "running");
            says(it.first(run, "c"), "trigger_rule", "not_met").isEqualTo("its rule one_success waits for b (running)");
        }
    }

    @Test
    void items_before_it_have_not_all_ended() throws IOException {
        String yaml = """
                tasks:
                  a: { each: [go, done, done], bash: "until [ -e {{ item }} ]; do sleep 0.05; done" }
                  b: { needs: a, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            place.write("dags/done", "");
            place.write("done", "");
            long run = it.run();
            it.until(run, "a[0]", "running").until(run, "a[1]", "success").until(run, "a[2]", "success");
            says(it.first(run, "b"), "trigger_rule", "not_met")
                    .isEqualTo("its rule all_success waits for a (1 of 3 left)");
        }
    }

    @Test
    void the_items_come_from_a_task_that_has_not_ended() throws IOException {
        String yaml = "tasks:\n  a: { HOLD }\n  b: { needs: a, each: \"{{ outputs.a }}\", noop: {} }\n";
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "a", "running");
            says(it.first(run, "b"), "trigger_rule", "not_met").contains("waits for a (running)");
            assertThat(it.api().explain(run, "b", -1).gates())
                    .filteredOn(gate -> gate.gate().equals("items"))
                    .singleElement()
                    .satisfies(gate -> says(gate, "items", "not_met").isEqualTo("its items are not known yet"));
        }
    }

    @Test
    void the_setup_it_needs_has_not_ended() throws IOException {
        String yaml = """
                tasks:
                  up: { role: setup, HOLD }
                  a: { needs: up, noop: {} }
                  b: { needs: a, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "up", "running");
            GateView first = it.first(run, "b");
            says(first, "setup", "not_met").isEqualTo("its setup has not ended: up (running)");
            assertThat(first.opens()).isEqualTo("up (running) ends");
        }
    }

    @Test
    void the_item_before_its_own_has_not_ended() throws IOException {
        String yaml = """
                tasks:
                  a: { each: ["true", "until [ -e go ]; do sleep 0.05; done"], bash: "{{ item }}" }
                  b: { along: a, noop: {} }
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "b[0]", "success").until(run, "a[1]", "running");
            says(it.first(run, "b", 1), "trigger_rule", "not_met")
                    .isEqualTo("its rule all_success waits for a[1] (running)");
        }
    }

    @Test
    void its_next_try_is_due_later() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { bash: \"exit 3\", retries: 2, retry_delay: 1h }\n")) {
            long run = it.run();
            it.until(run, "a", "up_for_retry");
            GateView first = it.first(run, "a");
            says(first, "retry_delay", "not_met").startsWith("try 1 failed: ").contains("3");
            assertThat(first.opens()).isEqualTo("at " + task(it, run).dueAt());
            assertThat(first.since()).isEqualTo(task(it, run).endedAt());
        }
    }

    @Test
    void it_waits_for_a_while() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { wait_for: 1h }\n")) {
            long run = it.run();
            it.until(run, "a", "deferred");
            GateView first = it.first(run, "a");
            says(first, "deferred", "not_met").isNotEmpty();
            assertThat(first.opens()).isEqualTo("at " + task(it, run).dueAt() + ", and it has ended then");
        }
    }

    @Test
    void a_sensor_has_found_nothing_yet() throws IOException {
        String yaml = "tasks:\n  a: { wait_for_file: { path: /no/such/file, poke_interval: 1h, timeout: 2h } }\n";
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "a", "deferred");
            GateView first = it.first(run, "a");
            says(first, "deferred", "not_met").isEqualTo("no file /no/such/file, looked once");
            assertThat(first.opens())
                    .startsWith("at " + task(it, run).dueAt() + " it looks again; it fails if it still waits at ");
        }
    }

    @Test
    void a_sensor_looks_in_slots_and_gives_up_softly() throws IOException {
        String yaml = "tasks:\n  a: { wait_for_file: "
                + "{ path: /no/such/file, poke_interval: 1h, timeout: 2h, mode: reschedule, soft_fail: true } }\n";
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "a", "up_for_reschedule");
            GateView first = it.first(run, "a");
            says(first, "deferred", "not_met").startsWith("no file /no/such/file");
            assertThat(first.opens()).contains(" it looks again; it is skipped if it still waits at ");
        }
    }

    @Test
    void a_running_task_has_passed_all_gates() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { HOLD }\n")) {
            long run = it.run();
            it.until(run, "a", "running");
            assertThat(it.api().explain(run, "a", -1).gates())
                    .isNotEmpty()
                    .allMatch(gate ->
                            gate.standing().equals("met") && gate.opens().isEmpty());
        }
    }

    @Test
    void a_wrong_name_or_index_is_answered_with_what_there_is() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  load: { noop: {} }\n  each: { each: [1, 2], noop: {} }\n")) {
            long run = it.run();
            it.until(run, "each[1]", "success");
            var api = it.api();
            assertThatThrownBy(() -> api.explain(run + 1, "load", -1)).hasMessageContaining("there is no run");
            assertThatThrownBy(() -> api.explain(run, "laod", -1)).hasMessageContaining("has no task 'laod'");
            assertThatThrownBy(() -> api.explain(run, "load", 0)).hasMessageContaining("'load' is not mapped");
            assertThatThrownBy(() -> api.explain(run, "each", -1)).hasMessageContaining("give an index from 0 to 1");
            assertThatThrownBy(() -> api.explain(run, "each", 2)).hasMessageContaining("has no instance 2");
        }
    }

    private static TaskView task(Situation it, long run) {
        return it.api().run(run).tasks().getFirst();
    }

    /// Looks at the gate's name and standing; goes on with what it says.
    static AbstractStringAssert<?> says(GateView gate, String name, String standing) {
        assertThat(gate.gate() + " " + gate.standing()).as("%s", gate).isEqualTo(name + " " + standing);
        return assertThat(gate.why());
    }
}
