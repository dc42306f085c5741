package dev.downbeat.executors.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.artifacts.Artifact;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final String LARGE = "x".repeat(2_000);

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(home).task("t", Map.of());
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_value_over_the_limit_goes_to_the_artifact_store() throws InterruptedException {
        bench.body((settings, context) -> {
            context.xcom("big", LARGE);
            context.xcom("small", 1);
            return List.of(LARGE);
        });

        Ended ended = run("t");

        Artifact output = Artifact.in(Recorder.value(ended, "return_value")).orElseThrow();
        assertThat(output.file())
                .hasContent("[\"" + LARGE + "\"]")
                .isEqualTo(home.resolve("artifacts/churn/run_7/t/-1/attempt_1/return_value.json"));
        assertThat(Artifact.in(Recorder.value(ended, "big")).orElseThrow().bytes())
                .isEqualTo(2_002);
        assertThat(ended.xcoms()).containsEntry("small", "1");
    }

    @Test
    void a_value_in_a_file_is_moved_when_large_and_read_when_small() throws InterruptedException {
        bench.body((settings, context) -> {
            Path small = Files.writeString(context.scratch().resolve("out.json"), " {\"a\": 1}\n");
            return new TaskResult.InFile(small);
        });
        assertThat(run("t").xcoms()).isEqualTo(Map.of("return_value", "{\"a\":1}"));

        bench.body((settings, context) ->
                new TaskResult.InFile(Files.writeString(context.scratch().resolve("out.json"), Json.write(LARGE))));
        assertThat(Artifact.in(Recorder.value(run("t"), "return_value"))
                        .orElseThrow()
                        .file())
                .hasContent(Json.write(LARGE));
    }

    @Test
    void what_is_not_json_is_a_clear_failure() throws InterruptedException {
        bench.body((settings, context) ->
                new TaskResult.InFile(Files.writeString(context.scratch().resolve("out.json"), "{nonsense")));
        assertThat(failure("t")).startsWith("its output is not JSON: ");

        bench.body(
                (settings, context) -> new TaskResult.InFile(context.scratch().resolve("none.json")));
        assertThat(failure("t")).contains("none.json", "does not exist");

        bench.body((settings, context) -> {
            Map<String, Object> endless = new HashMap<>();
            endless.put("self", endless);
            return endless;
        });
        assertThat(failure("t")).startsWith("its output is not a JSON value (java.util.HashMap): ");

        bench.body((settings, context) -> {
            context.xcom("no/slash", 1);
            return null;
        });
        assertThat(failure("t")).startsWith("'no/slash' cannot be the key of an XCom");
    }

    @Test
    void a_branch_chooses_tasks_and_groups_directly_downstream() throws InterruptedException {
        bench.task("left", Map.of(), "t")
                .task("right.one", Map.of(), "t")
                .task("right.two", Map.of(), "t")
                .task("right.three", Map.of(), "right.one");
        bench.body((settings, context) -> new TaskResult.Branch(List.of("right")));

        Ended ended = run("t");

        assertThat(ended.outcome()).isEqualTo(new Outcome.Branched(ids("right.one", "right.two")));
        assertThat(ended.xcoms()).isEqualTo(Map.of("return_value", "[\"right\"]"));

        bench.body((settings, context) -> new TaskResult.Branch(List.of()));
        assertThat(run("t").outcome()).isEqualTo(new Outcome.Branched(Set.of()));
    }

    @Test
    void a_branch_in_a_group_may_leave_the_groups_path_out() throws InterruptedException {
        bench.task("g.pick", Map.of()).task("g.one", Map.of(), "g.pick");
        bench.body((settings, context) -> new TaskResult.Branch(List.of("one")));

        assertThat(run("g.pick").outcome()).isEqualTo(new Outcome.Branched(ids("g.one")));
    }

    @Test
    void a_branch_to_nowhere_fails_with_the_nearest_name() throws InterruptedException {
        bench.task("deploy", Map.of(), "t").task("later", Map.of(), "deploy");

        bench.body((settings, context) -> new TaskResult.Branch(List.of("depoy")));
        assertThat(failure("t"))
                .isEqualTo(
                        "the branch chose 'depoy', and no task of that name comes after 't': did you mean 'deploy'?; "
                                + "there is deploy");

        bench.body((settings, context) -> new TaskResult.Branch(List.of("later")));
        assertThat(failure("t")).contains("'later', which does not come directly after 't'");
    }

    private static Set<TaskId> ids(String... names) {
        return Set.of(names).stream().map(TaskId::new).collect(java.util.stream.Collectors.toSet());
    }

    private Ended run(String task) throws InterruptedException {
        Order order = bench.order(task);
        var heard = new Recorder();
        try (var runner = new AttemptRunner(bench.tools())) {
            runner.prepare(order, heard).run();
        }
        return heard.await();
    }

    private String failure(String task) throws InterruptedException {
        Outcome outcome = run(task).outcome();
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        Outcome.Failed failed = (Outcome.Failed) outcome;
        assertThat(failed.retryable()).isFalse();
        return failed.failure().message();
    }
}
