package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.downbeat.acceptance.Program.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples that people see first are run as they would run them, each by a command of its own.
class ExamplesTest {
    @TempDir
    static Path home;

    private static Program program = new Program(Path.of("."));

    @BeforeAll
    static void begin() {
        program = new Program(home);
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        program.stopDatabase();
    }

    @Test
    void the_smallest_example_runs_from_the_command_line() throws IOException, InterruptedException {
        Result result = program.run("run", "examples/basics/hello.yaml");

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(logs()).contains("Hello from run");
    }

    @Test
    void params_are_given_on_the_command_line_and_checked() throws IOException, InterruptedException {
        assertThat(program.run("run", "examples/basics/params.yaml", "--param", "name=Ada", "--param", "loud=true")
                        .exit())
                .isZero();
        assertThat(logs()).contains("HELLO ADA");

        Result wrong = program.run("run", "examples/basics/params.yaml", "--param", "times=99", "--param", "nmae=x");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("times").contains("did you mean 'name'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline.yaml", "Pipeline.java", "pipeline-python.yaml"})
    void the_penguin_pipeline_publishes_a_model_with_its_metrics_and_card(String file, @TempDir Path out)
            throws IOException, InterruptedException {
        Result result = penguins(file, out);

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(published(out)).hasSize(3).anyMatch(path -> path.endsWith("MODEL_CARD.md"));
        assertThat(filesIn(out)).noneMatch(path -> path.getFileName().toString().startsWith("warehouse"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline.yaml", "Pipeline.java", "pipeline-python.yaml"})
    void a_model_below_the_threshold_is_not_published_and_the_run_succeeds(String file, @TempDir Path out)
            throws IOException, InterruptedException {
        Result result = penguins(file, out, "--param", "threshold=1.0");

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(published(out)).isEmpty();
        assertThat(result.all()).containsPattern("(deploy|publish)\\S*\\s+.*skipped|skipped.*(deploy|publish)");
        assertThat(logs()).contains("below 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline.yaml", "Pipeline.java", "pipeline-python.yaml"})
    void an_empty_file_stops_the_pipeline_at_validate_and_is_still_cleaned_up(String file, @TempDir Path out)
            throws IOException, InterruptedException {
        Path empty = Files.writeString(
                out.resolve("empty.csv"),
                "species,island,beak_length_mm,beak_depth_mm,flipper_length_mm,body_mass_g,sex\n");
        Result result = penguins(file, out, "--param", "data=" + relative(empty));

        assertThat(result.exit()).as(result.all()).isEqualTo(1);
        assertThat(result.all())
                .contains("validate")
                .contains("the data is empty")
                .contains("upstream_failed");
        assertThat(filesIn(out)).noneMatch(path -> path.toString().contains("warehouse"));
    }

    @Test
    void the_log_shipping_pipeline_uploads_what_it_collected(@TempDir Path work)
            throws IOException, InterruptedException {
        var received = new AtomicLong();
        HttpServer archive = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        archive.createContext("/", exchange -> {
            received.addAndGet(exchange.getRequestBody().readAllBytes().length);
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        archive.start();
        try {
            Result result = program.run(
                    "run",
                    "examples/log-shipping/pipeline.yaml",
                    "--param",
                    "archive=http://127.0.0.1:" + archive.getAddress().getPort(),
                    "--param",
                    "work=" + work);

            assertThat(result.exit()).as(result.all()).isZero();
            assertThat(received.get()).isPositive();
            assertThat(filesIn(work)).isEmpty();
        } finally {
            archive.stop(0);
        }
    }

    private static Result penguins(String file, Path out, String... more) throws IOException, InterruptedException {
        var arguments = new java.util.ArrayList<String>();
        arguments.add("run");
        arguments.add("examples/penguins/" + file);
        arguments.add("--param");
        arguments.add("out=" + relative(out));
        arguments.addAll(java.util.List.of(more));
        return program.run(arguments.toArray(String[]::new));
    }

    /// The example's params are relative to its folder.
    private static String relative(Path path) {
        return Program.CHECKOUT
                .resolve("examples/penguins")
                .relativize(path.toAbsolutePath())
                .toString();
    }

    private static java.util.List<Path> published(Path out) throws IOException {
        return filesIn(out).stream()
                .filter(path -> path.toString().contains("published"))
                .toList();
    }

    private static java.util.List<Path> filesIn(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String logs() throws IOException {
        var text = new StringBuilder();
        for (Path file : filesIn(home.resolve("logs"))) {
            text.append(Files.readString(file));
        }
        return text.toString();
    }
}
