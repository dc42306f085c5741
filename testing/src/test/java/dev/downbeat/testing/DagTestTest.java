package dev.downbeat.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DagTestTest {
    @TempDir
    private Path folder;

    private DagTest churn;

    @BeforeEach
    void set_up() throws IOException {
        churn = dag("""
                id: churn
                params:
                  threshold: { type: number, default: 0.9 }
                tasks:
                  extract: { bash: "exit 7" }
                  train:
                    needs: extract
                    retries: 2
                    retry_delay: 10m
                    python: { file: train.py, call: train, args: { rows: "{{ outputs.extract.rows }}" } }
                  gate:
                    needs: train
                    branch:
                      - { if: "outputs.train.accuracy >= params.threshold", go: deploy }
                      - { else: notify }
                  deploy: { needs: gate, bash: "echo deploying {{ ds }}" }
                  notify: { needs: gate, bash: "echo {{ outputs.train.accuracy }} is too low" }
                """).fake("extract", Fake.returning(Map.of("rows", 1200)));
    }

    @Test
    void fakes_stand_in_and_the_rest_runs_for_real() {
        TestRun run = churn.fake("train", Fake.returning(Map.of("accuracy", 0.95)))
                .logicalDate(Instant.parse("2026-03-01T00:00:00Z"))
                .run();

        assertThat(run.succeeded()).isTrue();
        assertThat(run.in(TaskState.SKIPPED)).containsExactly("notify");
        assertThat(run.task("deploy").log()).contains("deploying 2026-03-01");
    }

    @Test
    void a_retry_delay_passes_on_the_test_s_clock() {
        TestRun run = churn.fake("train", Fake.failingTimes(2, "no memory", Map.of("accuracy", 0.5)))
                .run();

        assertThat(run.succeeded()).isTrue();
        assertThat(run.task("train").tries()).isEqualTo(3);
        assertThat(run.took()).isEqualTo(Duration.ofMinutes(20));
        assertThat(run.task("notify").log()).contains("0.5 is too low");
    }

    @Test
    void a_fake_sees_the_settings_that_its_task_would_get() {
        TestRun run = churn.fake("train", call -> Map.of("accuracy", 0.1, "saw", call.settings()))
                .run();

        assertThat(Map.of("a", run.task("train").outputJson()).toString())
                .contains("\"args\":{\"rows\":1200}")
                .contains("\"call\":\"train\"");
    }

    @Test
    void a_failure_is_told_with_its_task() {
        TestRun run = churn.fake("train", Fake.failing("no memory")).run();

        assertThat(run.succeeded()).isFalse();
        assertThat(run.failure())
                .hasToString("Failure[code=TASK_FAILED, message=task 'train' failed: no memory, " + "detail=]");
        assertThat(run.in(TaskState.UPSTREAM_FAILED)).containsExactly("gate", "deploy", "notify");
    }

    @Test
    void one_task_runs_alone_with_outputs_that_are_given() {
        TestRun run = churn.runTask("notify", Map.of("train", Map.of("accuracy", 0.25)));

        assertThat(run.succeeded()).isTrue();
        assertThat(run.task("notify").log()).contains("0.25 is too low");
        assertThat(run.order()).hasSize(1);
    }

    @Test
    void a_mapped_task_has_an_instance_for_each_item() throws IOException {
        TestRun run = dag("""
                id: mapped
                tasks:
                  list: { bash: "true" }
                  clean: { needs: list, each: "{{ outputs.list }}", bash: "echo {{ item }}" }
                  sum: { needs: clean, bash: "echo {{ outputs.clean | sum }}" }
                """)
                .fake("list", Fake.returning(List.of(1, 2, 3)))
                .fake("clean", call -> Integer.parseInt(String.valueOf(call.item())) * 10)
                .run();

        assertThat(run.succeeded()).isTrue();
        assertThat(run.task("clean", 2).output()).isEqualTo(30);
        assertThat(run.task("sum").log()).contains("60");
    }

    @Test
    void a_fake_may_take_time() {
        TestRun run = churn.fake("train", Fake.returning(Map.of("accuracy", 1)).taking(Duration.ofHours(2)))
                .run();

        assertThat(run.took()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void variables_are_those_of_the_test() throws IOException {
        DagTest dag = dag("id: v\ntasks:\n  say: { bash: \"echo {{ var.value.bucket }}\" }\n");

        TestRun run = dag.variable("bucket", "s3://here").run();
        assertThat(run.succeeded()).as("%s", run.failure()).isTrue();
        assertThat(run.task("say").log()).contains("s3://here");
        assertThat(dag.run().succeeded()).isFalse();
    }

    @Test
    void a_task_that_is_not_there_is_named_with_the_nearest() {
        assertThatThrownBy(() -> churn.fake("trian", Fake.returning(1)))
                .isInstanceOf(DownbeatException.class)
                .hasMessage("DAG 'churn' has no task 'trian': did you mean 'train'?");
    }

    @Test
    void a_dry_run_takes_every_way_and_runs_nothing() {
        TestRun run = churn.dryRun();

        assertThat(run.succeeded()).isTrue();
        assertThat(run.in(TaskState.SUCCESS)).containsExactly("extract", "train", "gate", "deploy", "notify");
        assertThat(run.took()).isZero();
    }

    @Test
    void a_dry_run_finds_a_template_that_cannot_be_rendered() throws IOException {
        TestRun run = dag("id: d\ntasks:\n  a: { bash: \"echo {{ var.value.nowhere }}\" }\n")
                .dryRun();

        assertThat(run.task("a").failure().orElseThrow().message()).contains("nowhere");
    }

    @Test
    void a_dry_run_pretends_the_items_that_only_a_run_would_know() throws IOException {
        TestRun run = dag("""
                id: d
                tasks:
                  list: { bash: "true" }
                  each: { needs: list, each: "{{ outputs.list.files }}", bash: "echo {{ item.name }}" }
                """).dryRun();

        assertThat(run.in(TaskState.SUCCESS)).containsExactly("list", "each[0]", "each[1]");
    }

    @Test
    void a_broken_file_says_all_that_is_wrong() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.yaml"), "id: b\ntasks:\n  a: { bahs: x }\n");

        assertThatThrownBy(() -> DagTest.of(file))
                .hasMessageContaining("broken.yaml:3:8")
                .hasMessageContaining("bash");
    }

    private DagTest dag(String yaml) throws IOException {
        Path file = Files.createTempFile(folder, "dag", ".yaml");
        return DagTest.of(Files.writeString(file, yaml));
    }
}
