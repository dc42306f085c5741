package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.downbeat.acceptance.Program.Result;
import dev.downbeat.acceptance.Program.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` in the middle of a run loses nothing and repeats nothing that had succeeded.
class CrashTest {
    private static final int TASKS = 20;

    @TempDir
    Path home;

    @Test
    void a_run_that_was_killed_half_way_goes_on_where_it_was() throws IOException, InterruptedException {
        var program = new Program(home);
        Path effects = Files.createFile(home.resolve("effects.txt"));
        Path dag = Files.writeString(home.resolve("twenty.yaml"), dag(effects));
        Running first = program.start("run", dag.toString());
        await().atMost(Duration.ofSeconds(90)).until(() -> lines(effects).size() >= TASKS / 2);
        first.process().destroyForcibly().waitFor();
        int atTheKill = succeeded(program).size();

        Result second = program.run("run", dag.toString());

        assertThat(second.exit()).as(second.all()).isZero();
        List<String> ends =
                lines(effects).stream().filter(line -> line.startsWith("end ")).toList();
        var counts = ends.stream().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
        assertThat(counts).hasSize(TASKS);
        assertThat(atTheKill).isLessThan(TASKS);
        long again = counts.values().stream().filter(count -> count > 1).count();
        assertThat(again)
                .as("only what ran at the kill may run twice: %s", counts)
                .isLessThanOrEqualTo(1);
        assertThat(program.run("runs", "list", "-o", "json").out()).contains("\"success\"");
        program.stopDatabase();
    }

    @Test
    void a_task_that_waited_when_it_was_killed_waits_on() throws IOException, InterruptedException {
        var program = new Program(home);
        Path dag = Files.writeString(home.resolve("waits.yaml"), """
                id: waits
                tasks:
                  arrival: { wait_for_file: { path: arrived, poke_interval: 200ms, timeout: 5m } }
                  report: { needs: arrival, bash: "echo {{ outputs.arrival.bytes }} bytes" }
                """);
        Running first = program.start("run", dag.toString());
        await().atMost(Duration.ofSeconds(90))
                .until(() ->
                        program.run("runs", "show", "1", "-o", "json").out().contains("\"deferred\""));
        first.process().destroyForcibly().waitFor();
        Files.writeString(home.resolve("arrived"), "abcd");

        Result second = program.run("run", dag.toString());

        assertThat(second.exit()).as(second.all()).isZero();
        assertThat(program.run("logs", "1", "report").out()).contains("4 bytes");
        assertThat(program.run("runs", "show", "1").out()).contains("1/1").doesNotContain("2/1");
        program.stopDatabase();
    }

    private static List<String> succeeded(Program program) throws IOException, InterruptedException {
        String runs = program.run("runs", "show", "1", "-o", "json").out();
        return List.of(runs.split("\"state\"\\s*:\\s*\"success\"")).stream()
                .skip(1)
                .toList();
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    private static String dag(Path effects) {
        var text = new StringBuilder("id: twenty\ntasks:\n");
        for (int i = 0; i < TASKS; i++) {
            text.append("  t%02d: { %sbash: \"echo begin t%02d >> %s; sleep 0.3; echo end t%02d >> %s\" }%n"
                    .formatted(i, i == 0 ? "" : "needs: t%02d, ".formatted(i - 1), i, effects, i, effects));
        }
        return text.toString();
    }
}
