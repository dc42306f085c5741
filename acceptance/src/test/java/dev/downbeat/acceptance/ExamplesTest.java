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

    @Test
    void the_main_job_publishes_a_model_with_its_metrics_and_card(@TempDir Path out)
            throws IOException, InterruptedException {
        Result result =
                program.run("run", "examples/penguins/pipeline.yaml", "--param", "out=" + PenguinsTest.relative(out));

        assertThat(result.exit()).as(result.all()).isZero();
        PenguinsTest.assertPublished(out);
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
            assertThat(PenguinsTest.filesIn(work)).isEmpty();
        } finally {
            archive.stop(0);
        }
    }

    private static String logs() throws IOException {
        var text = new StringBuilder();
        for (Path file : PenguinsTest.filesIn(home.resolve("logs"))) {
            text.append(Files.readString(file));
        }
        return text.toString();
    }
}
