package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerCommandTest {
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void a_signal_drains_the_worker_which_exits_with_0_when_all_has_ended() throws IOException, InterruptedException {
        check("60s", 0, "stopped");
    }

    @Test
    void it_exits_with_1_when_it_gave_something_back() throws IOException, InterruptedException {
        check("2s", 1, "stopped; what had not ended was given back");
    }

    private static void check(String drain, int code, String last) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UpTest.Program.class.getName(),
                        "worker",
                        "--server",
                        "http://127.0.0.1:8642",
                        "--queues",
                        "gpu,default",
                        "--slots",
                        "16",
                        "--name",
                        "gpu-1",
                        "--drain",
                        drain)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine())
                    .isEqualTo("Worker gpu-1 takes tasks from http://127.0.0.1:8642: queues gpu, default, 16 slots");
            assertThat(said.readLine()).isEqualTo("Ctrl-C stops it.");

            assertThat(process.toHandle().destroy()).isTrue();

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(code);
            assertThat(said.lines())
                    .contains("takes no more; 1 task to end, up to " + drainText(drain) + "…", last, "closed");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String drainText(String drain) {
        return drain.equals("60s") ? "1m" : drain;
    }

    @Test
    void what_cannot_be_is_refused() {
        Session session = Session.piped();

        session.type("worker", "--server", "somewhere");
        assertThat(session.code).isEqualTo(2);
        assertThat(session.err()).contains("--server is 'somewhere', which is not like http://host:8642");

        session.type("worker", "--server", "http://127.0.0.1:1", "--drain", "soon");
        assertThat(session.err()).contains("--drain is 'soon', which is no duration such as 30s");

        session.type("worker", "--server", "http://127.0.0.1:1", "--slots", "0");
        assertThat(session.err()).contains("--slots is 0, it has to be 1 or more");

        session.type("worker", "--server", "http://127.0.0.1:1", "--queues", "refused");
        assertThat(session.code).isEqualTo(2);
        assertThat(session.err()).contains("the server refused (401)");

        session.type("worker");
        assertThat(session.code).isEqualTo(2);
        assertThat(session.err()).contains("--server");
    }
}
