package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TaskView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The penguin pipelines, and when their data or their model is not what it should be. The first of them is run from
/// the command line in [ExamplesTest].
class PenguinsTest {
    private static final Path PENGUINS = Program.CHECKOUT.resolve("examples/penguins");

    @TempDir
    static Path home;

    private static Served server;

    @BeforeAll
    static void begin() throws IOException {
        server = new Served(home, PENGUINS);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"penguins_java", "penguins_python"})
    void a_model_is_published_with_its_metrics_and_card(String dag, @TempDir Path out) throws IOException {
        RunDetail run = server.run(dag, Map.of("out", relative(out)));

        assertThat(run.summary().state()).as("%s", run.summary().failure()).isEqualTo("success");
        assertPublished(out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"penguins", "penguins_java", "penguins_python"})
    void a_model_below_the_threshold_is_not_published_and_the_run_succeeds(String dag, @TempDir Path out)
            throws IOException {
        RunDetail run = server.run(dag, Map.of("out", relative(out), "threshold", 1.0));

        assertThat(run.summary().state()).as("%s", run.summary().failure()).isEqualTo("success");
        assertThat(published(out)).isEmpty();
        assertThat(run.tasks().stream().filter(task -> task.state().equals("skipped")))
                .extracting(TaskView::task)
                .anyMatch(task -> task.matches(".*(deploy|publish).*"));
        assertThat(server.logs(run)).contains("below 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"penguins", "penguins_java", "penguins_python"})
    void an_empty_file_stops_the_pipeline_at_validate_and_is_still_cleaned_up(String dag, @TempDir Path out)
            throws IOException {
        Path empty = Files.writeString(
                out.resolve("empty.csv"),
                "species,island,beak_length_mm,beak_depth_mm,flipper_length_mm,body_mass_g,sex\n");
        RunDetail run = server.run(dag, Map.of("out", relative(out), "data", relative(empty)));

        assertThat(run.summary().state()).isEqualTo("failed");
        assertThat(run.summary().failure()).contains("validate").contains("the data is empty");
        assertThat(run.counts()).containsKey("upstream_failed");
        assertThat(filesIn(out)).noneMatch(path -> path.toString().contains("warehouse"));
    }

    static void assertPublished(Path out) throws IOException {
        assertThat(published(out)).hasSize(3).anyMatch(path -> path.endsWith("MODEL_CARD.md"));
        assertThat(filesIn(out)).noneMatch(path -> path.getFileName().toString().startsWith("warehouse"));
    }

    /// The example's params are relative to its folder.
    static String relative(Path path) {
        return PENGUINS.relativize(path.toAbsolutePath()).toString();
    }

    private static List<Path> published(Path out) throws IOException {
        return filesIn(out).stream()
                .filter(path -> path.toString().contains("published"))
                .toList();
    }

    static List<Path> filesIn(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
