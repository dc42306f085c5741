package dev.downbeat.runtime;

import static dev.downbeat.runtime.ExplainWaitingTest.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Ready tasks that the limits, or the DAG's run before, keep from running.
class ExplainLimitsTest {
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
    void its_pool_does_not_exist() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { pool: gpu, pool_slots: 2, noop: {} }\n")) {
            long run = it.run();
            it.until(run, "a", "scheduled");
            GateView first = it.first(run, "a");
            says(first, "pool", "not_met").isEqualTo("there is no pool 'gpu'");
            assertThat(first.opens()).isEqualTo("downbeat pools set gpu 2");
            assertThat(first.since()).isNotNull();
        }
    }

    @Test
    void its_pool_is_too_small() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { pool: gpu, pool_slots: 2, noop: {} }\n")) {
            it.api().limits().setPool("gpu", new PoolChange(1, null, null));
            long run = it.run();
            it.until(run, "a", "scheduled");
            GateView first = it.first(run, "a");
            says(first, "pool", "not_met").isEqualTo("1 of 1 slots of pool 'gpu' are free, it takes 2");
            assertThat(first.opens()).isEqualTo("downbeat pools set gpu 2");
        }
    }

    @Test
    void others_have_the_slots_of_its_pool() throws IOException {
        String yaml = "tasks:\n  a: { pool: gpu, pool_slots: 2, priority: 2, HOLD }\n  b: { pool: gpu, noop: {} }\n";
        try (var it = Situation.of(place, yaml)) {
            it.api().limits().setPool("gpu", new PoolChange(2, null, null));
            long run = it.run();
            it.until(run, "a", "running").until(run, "b", "scheduled");
            GateView first = it.first(run, "b");
            says(first, "pool", "not_met")
                    .isEqualTo(
                            "0 of 2 slots of pool 'gpu' are free, it takes 1; in use: a of run %d (2)".formatted(run));
            assertThat(first.opens()).isEqualTo("tasks in pool 'gpu' end");
        }
    }

    @Test
    void a_deferred_task_keeps_its_slot_of_a_pool_that_says_so() throws IOException {
        String yaml =
                "tasks:\n  a: { pool: gpu, wait_for: 1h }\n  b: { needs: c, pool: gpu, noop: {} }\n  c: { HOLD }\n";
        try (var it = Situation.of(place, yaml.replace("\"until [ -e go ]", "\"until [ -e now ]"))) {
            it.api().limits().setPool("gpu", new PoolChange(1, true, null));
            long run = it.run();
            it.until(run, "a", "deferred").until(run, "c", "running");
            place.write("go", "");
            place.write("dags/go", "");
            it.until(run, "b", "scheduled");
            says(it.first(run, "b"), "pool", "not_met").endsWith("in use: a of run %d (1)".formatted(run));
        }
    }

    @Test
    void its_run_has_as_many_tasks_going_as_may() throws IOException {
        String yaml = "max_active_tasks_per_run: 1\ntasks:\n  a: { priority: 2, HOLD }\n  b: { noop: {} }\n";
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            it.until(run, "a", "running").until(run, "b", "scheduled");
            GateView first = it.first(run, "b");
            says(first, "max_active_tasks_per_run", "not_met")
                    .isEqualTo("1 of at most 1 tasks of the run are queued or running");
            assertThat(first.opens()).isEqualTo("one of them ends");
        }
    }

    @Test
    void the_runs_of_its_dag_have_as_many_tasks_going_as_may() throws IOException {
        try (var it = Situation.of(place, "max_active_tasks: 1\ntasks:\n  a: { HOLD }\n")) {
            it.until(it.run(), "a", "running");
            long run = it.run();
            it.until(run, "a", "scheduled");
            says(it.first(run, "a"), "max_active_tasks", "not_met")
                    .isEqualTo("1 of at most 1 tasks of the DAG's runs are queued or running");
        }
    }

    @Test
    void the_task_goes_on_as_often_as_it_may_over_all_runs() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { max_active_tis_per_dag: 1, HOLD }\n")) {
            it.until(it.run(), "a", "running");
            long run = it.run();
            it.until(run, "a", "scheduled");
            says(it.first(run, "a"), "max_active_tis_per_dag", "not_met")
                    .isEqualTo("1 of at most 1 instances of 'a' in all runs are queued or running");
        }
    }

    @Test
    void the_task_goes_on_as_often_as_it_may_in_its_run() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { each: [1, 2], max_active_tis_per_dagrun: 1, HOLD }\n")) {
            long run = it.run();
            it.until(run, "a[0]", "running").until(run, "a[1]", "scheduled");
            says(it.first(run, "a", 1), "max_active_tis_per_dagrun", "not_met")
                    .isEqualTo("1 of at most 1 instances of 'a' in the run are queued or running");
        }
    }

    @Test
    void the_process_has_no_room() throws IOException {
        Settings of = place.settings();
        var narrow = new Settings(
                of.home(),
                of.database(),
                of.dags(),
                of.http(),
                new Settings.Engine(1, Duration.ofSeconds(10)),
                of.log());
        try (var it = Situation.of(place, narrow, "tasks:\n  a: { priority: 2, HOLD }\n  b: { noop: {} }\n")) {
            long run = it.run();
            it.until(run, "a", "running").until(run, "b", "scheduled");
            GateView first = it.first(run, "b");
            says(first, "parallelism", "not_met").startsWith("1 of at most 1 attempts are under way in ");
            assertThat(first.opens()).isEqualTo("one of them ends; higher priorities go first");
        }
    }

    @Test
    void the_task_failed_in_the_run_before() throws IOException {
        try (var it = Situation.of(place, "tasks:\n  a: { depends_on_past: true, bash: \"false\" }\n")) {
            long before = it.run(1);
            it.until(before, "a", "failed");
            long run = it.run(2);
            it.until(run, "a", "scheduled");
            GateView first = it.first(run, "a");
            says(first, "past", "not_met").isEqualTo("'a' is failed in run %d, the one before".formatted(before));
            assertThat(first.opens()).isEqualTo("'a' succeeds or is skipped in run %d".formatted(before));
        }
    }

    @Test
    void a_task_after_it_has_not_ended_in_the_run_before() throws IOException {
        String yaml = "tasks:\n  a: { wait_for_downstream: true, noop: {} }\n  b: { needs: a, HOLD }\n";
        try (var it = Situation.of(place, yaml)) {
            long before = it.run(1);
            it.until(before, "b", "running");
            long run = it.run(2);
            it.until(run, "a", "scheduled");
            says(it.first(run, "a"), "past", "not_met")
                    .isEqualTo("'b' is running in run %d, the one before".formatted(before));
        }
    }
}
