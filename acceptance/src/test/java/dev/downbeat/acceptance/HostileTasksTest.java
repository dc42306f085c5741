package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.acceptance.Program.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tasks that misbehave do no harm.
class HostileTasksTest {
    @TempDir
    static Path home;

    private static Program program = new Program(Path.of("."));

    @BeforeAll
    static void begin() {
        program = new Program(home)
                .with("DOWNBEAT_CONN_WAREHOUSE", "postgresql://ada:opensesame-42@db.example.org/shop")
                // room for the program itself, far less than a task may print or return
                .with("JAVA_TOOL_OPTIONS", "-Xmx160m");
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        program.stopDatabase();
    }

    @Test
    void two_hundred_thousand_lines_are_all_in_the_log() throws IOException, InterruptedException {
        Result result = run("chatty", "bash: \"seq 1 200000\"");

        assertThat(result.exit()).as(result.all()).isZero();
        try (Stream<String> lines = Files.lines(log(result))) {
            assertThat(lines.filter(line -> line.contains(" out ")).count()).isEqualTo(200_000);
        }
    }

    @Test
    void the_password_of_a_connection_is_not_in_the_log() throws IOException, InterruptedException {
        Result result = run("leaky", "bash: \"echo the password is {{ conn.warehouse.password }}\"");

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(Files.readString(log(result)))
                .contains("the password is ***")
                .doesNotContain("opensesame-42");
        assertThat(result.all()).doesNotContain("opensesame-42");
    }

    @Test
    void children_of_a_task_that_hangs_past_its_timeout_are_gone() throws IOException, InterruptedException {
        Path pids = home.resolve("pids.txt");
        Result result = run("hanging", """
                timeout: 2s
                    bash: |
                      sleep 600 & echo $! >> %s
                      (sleep 600 & echo $! >> %s; wait) &
                      wait""".formatted(pids, pids));

        assertThat(result.exit()).as(result.all()).isEqualTo(1);
        assertThat(result.all()).contains("2s");
        for (String pid : Files.readAllLines(pids)) {
            assertThat(runs(pid.strip())).as("process %s runs", pid).isFalse();
        }
    }

    @Test
    void binary_output_is_shown_and_does_not_break_the_log() throws IOException, InterruptedException {
        Result result = run("binary", "bash: \"head -c 300000 /dev/urandom; echo; echo after\"");

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(Files.readString(log(result), StandardCharsets.UTF_8)).contains("after");
    }

    @Test
    void a_result_of_fifty_megabytes_goes_by_reference() throws IOException, InterruptedException {
        Files.writeString(
                home.resolve("big.py"),
                "def make():\n    return 'x' * 50_000_000\n\n\ndef size(text):\n    return len(text)\n");
        Result result = run("big", """
                python: { file: big.py, call: make }
                  size:
                    needs: t
                    python: { file: big.py, call: size, args: { text: "{{ outputs.t }}" } }
                  check:
                    needs: size
                    bash: "test {{ outputs.size }} -eq 50000000\"""");

        assertThat(result.exit()).as(result.all()).isZero();
    }

    /// A killed process that its parent has not asked after yet is a zombie: it is there, but runs no more.
    private static boolean runs(String pid) throws IOException, InterruptedException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", pid).start();
        String state = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(ps.waitFor()).isBetween(0, 1);
        return !state.isEmpty() && !state.startsWith("Z");
    }

    private static Result run(String id, String task) throws IOException, InterruptedException {
        Path dag = Files.writeString(home.resolve(id + ".yaml"), "id: %s\ntasks:\n  t:\n    %s\n".formatted(id, task));
        return program.run("run", dag.toString());
    }

    /// The log of task `t` in the run.
    private static Path log(Result result) throws IOException {
        return files(home.resolve("logs/run_" + result.run())).stream()
                .filter(path -> path.toString().contains("/t/"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
