package dev.downbeat.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.VersionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Renders every example of `docs/templates.md`.
class DocumentationTest {
    private static final Path PAGE = Path.of("../docs/templates.md");
    private static final String ARROW = " => ";

    private static final Map<String, Object> OUTPUTS = Map.of(
            "train", Map.of("accuracy", 0.98),
            "features.scale", Map.of("rows", 5),
            "feat-1", 7,
            "table", Map.of("$artifact", "/data/table.parquet", "bytes", 5, "sha256", "00ff"));

    static Stream<String> examples() throws IOException {
        return Files.readAllLines(PAGE).stream().filter(line -> line.contains(ARROW));
    }

    private static Map<String, @Nullable Object> variables() {
        var interval = new RunSpec.Interval(
                Instant.parse("2026-01-31T06:00:00Z"),
                Instant.parse("2026-01-31T06:00:00Z"),
                Instant.parse("2026-02-01T06:00:00Z"));
        var run = new RunSpec(
                new RunId(42),
                new DagId("churn"),
                new VersionId(7),
                new Shard(3),
                RunType.SCHEDULED,
                interval,
                Map.of("threshold", 0.9, "name", "Ada", "tags", List.of("b", "A")));
        var variables = new LinkedHashMap<String, @Nullable Object>(TemplateVariables.of(run)
                .file(Path.of("/dags/churn/pipeline.yaml"))
                .task(new TaskId("report"), 1, MapIndex.NONE)
                .outputs(OUTPUTS.keySet().stream().map(TaskId::new).toList(), task -> OUTPUTS.get(task.value()))
                .variables(() -> List.of("limits"), _ -> Optional.of("{\"max\": 10}"))
                .build());
        variables.put("rows", List.of(Map.of("n", 1), Map.of("n", 2), Map.of("n", 3)));
        return variables;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_renders_to_what_the_page_says(String line) {
        int arrow = line.lastIndexOf(ARROW);
        String template = line.substring(0, arrow).strip();

        assertThat(new Templates().renderText(template, variables())).isEqualTo(line.substring(arrow + ARROW.length()));
    }

    @Test
    void the_page_lists_every_name_filter_and_test() throws IOException {
        String page = Files.readString(PAGE).replaceAll("\\s+", " ");

        assertThat(TemplateVariables.NAMES).allSatisfy(name -> assertThat(page).contains("`" + name));
        assertThat(Filters.names()).allSatisfy(name -> assertThat(page).containsPattern("\\b" + name + "\\b"));
    }
}
