package dev.downbeat.executors.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.executors.artifacts.Artifact;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.operator.Expression;
import dev.downbeat.sdk.operator.Shorthand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskTemplatesTest {
    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(home);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void settings_are_rendered_over_params_outputs_and_secrets() throws InterruptedException {
        bench.environment("DOWNBEAT_CONN_DB", "postgresql://me@db-host/x", "DOWNBEAT_VAR_BUCKET", "b-1")
                .params(Map.of("limit", 3))
                .left(xcom("extract", -1, "return_value", "{\"path\": \"/a\"}"), xcom("extract", -1, "rows", "12"));

        assertThat(rendered(Map.of(
                        "limit", "{{ params.limit }}",
                        "file", "{{ outputs.extract.path }}",
                        "rows", "{{ xcom.extract.rows }}",
                        "where", "{{ ds }} {{ conn.db.host }} {{ var.value.bucket }} {{ task.id }}",
                        "plain", List.of("{ }", 1))))
                .isEqualTo(Map.of(
                        "limit",
                        3,
                        "file",
                        "/a",
                        "rows",
                        12,
                        "where",
                        "2026-01-31 db-host b-1 t",
                        "plain",
                        List.of("{ }", 1)));
        assertThat(bench.loads).hasValue(1);
    }

    @Test
    void outputs_are_not_loaded_when_no_template_names_one() throws InterruptedException {
        assertThat(rendered(Map.of("a", "{{ ds }}"))).isEqualTo(Map.of("a", "2026-01-31"));
        assertThat(bench.loads).hasValue(0);
    }

    @Test
    void a_mapped_task_gives_a_list_with_null_for_what_is_missing() throws InterruptedException {
        bench.left(xcom("extract", 2, "return_value", "\"c\""), xcom("extract", 0, "return_value", "\"a\""));
        bench.task(
                "extract",
                Map.of(),
                Duration.ofHours(1),
                new Mapping.Over(
                        Mapping.Kind.EACH, new LinkedHashMap<>(Map.of("item", new Mapping.Literal(List.of(1, 2, 3))))));

        assertThat(rendered(Map.of("all", "{{ outputs.extract }}")))
                .isEqualTo(map("all", java.util.Arrays.asList("a", null, "c")));
    }

    @Test
    void an_artifact_shows_as_an_object_with_its_path() throws InterruptedException {
        bench.left(xcom("extract", -1, "return_value", new Artifact(Path.of("/x/y.json"), 42, "abc").toJson()));

        assertThat(rendered(Map.of(
                        "path", "{{ outputs.extract.path }}",
                        "bytes", "{{ outputs.extract.bytes }}",
                        "same", "{{ outputs.extract['$artifact'] }}")))
                .isEqualTo(Map.of("path", "/x/y.json", "bytes", 42, "same", "/x/y.json"));
    }

    @Test
    void a_missing_name_fails_the_task_and_says_which() throws InterruptedException {
        bench.task("extract", Map.of()).task("t", Map.of("a", "{{ outputs.extrct }}"), "extract");
        var heard = new Recorder();
        try (var runner = new AttemptRunner(bench.tools())) {
            runner.prepare(bench.order("t"), heard).run();
        }

        Outcome.Failed failed = heard.failure();
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.BAD_TEMPLATE);
        assertThat(failed.failure().message()).contains("outputs.extrct", "extract");
    }

    record Case(@Expression String when, List<String> go) {}

    record Config(@Shorthand List<Case> cases, String text) {}

    @Test
    void expressions_are_left_to_the_operator() {
        assertThat(ExpressionFields.in(Config.class)).isTrue();
        assertThat(ExpressionFields.in(Workbench.Settings.class)).isFalse();

        List<Object> cases = List.of(Map.of("when", "{{ a }}", "go", List.of("{{ b }}")));
        List<Object> expected = List.of(Map.of("when", "{{ a }}", "go", List.of("rendered")));
        assertThat(ExpressionFields.renderAround(Map.of("cases", cases, "text", "x"), Config.class, this::mark))
                .isEqualTo(Map.of("cases", expected, "text", "rendered"));
        assertThat(ExpressionFields.renderAround(cases, Config.class, this::mark))
                .isEqualTo(expected);
    }

    private Object mark(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof List ? List.of("rendered") : "rendered";
    }

    private static Map<String, Object> map(String key, Object value) {
        return new TreeMap<>(Map.of(key, value));
    }

    private Object rendered(Map<String, Object> config) throws InterruptedException {
        var seen = new AtomicReference<Map<String, ?>>(Map.of());
        if (bench.tasks.isEmpty()) {
            bench.task("extract", Map.of());
        }
        bench.task("t", new LinkedHashMap<>(config), "extract");
        bench.body((settings, context) -> {
            seen.set(settings);
            return null;
        });
        var heard = new Recorder();
        try (var runner = new AttemptRunner(bench.tools())) {
            runner.prepare(bench.order("t"), heard).run();
        }
        assertThat(heard.outcome()).isEqualTo(new Outcome.Succeeded());
        return seen.get();
    }

    private static Outputs.Xcom xcom(String task, int index, String name, String json) {
        return new Outputs.Xcom(new TaskId(task), MapIndex.of(index), name, json);
    }
}
