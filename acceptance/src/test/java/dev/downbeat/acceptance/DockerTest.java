package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.downbeat.acceptance.Program.Result;
import dev.downbeat.acceptance.Program.Running;
import dev.downbeat.testkit.Podman;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tasks in containers of a real engine, as people run them.
@Tag("long")
class DockerTest {
    @TempDir
    Path home;

    @TempDir
    Path engine;

    private Podman podman;
    private Program program;

    @BeforeEach
    void begin() {
        podman = Podman.start(engine);
        program = new Program(home).with("DOCKER_HOST", podman.host());
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (podman != null) {
            program.stopDatabase();
            podman.close();
        }
    }

    @Test
    void the_example_counts_words_in_a_container() throws IOException, InterruptedException {
        Result result = program.run("run", "examples/containers/words.yaml", "-p", "image=" + Podman.IMAGE);

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(program.run("logs", "1", "count").out()).contains("counted 13 words");
        assertThat(program.run("logs", "1", "report").out()).contains("13 words in all");
        assertThat(containers()).isEmpty();
    }

    @Test
    void what_a_killed_program_left_running_is_removed_by_the_next_attempt() throws IOException, InterruptedException {
        Path dag = Files.writeString(home.resolve("left.yaml"), """
                id: left
                tasks:
                  job:
                    docker:
                      image: %s
                      command: "if test $DOWNBEAT_ATTEMPT = 1; then sleep 600; fi; echo done"
                      network: none
                """.formatted(Podman.IMAGE));
        Running first = program.start("run", dag.toString());
        await().atMost(Duration.ofSeconds(90)).until(() -> containers().contains("downbeat-left-1-job-"));
        String left = ids();
        first.process().destroyForcibly().waitFor();
        assertThat(ids()).isEqualTo(left);

        Result second = program.run("run", dag.toString());

        assertThat(second.exit()).as(second.all()).isZero();
        assertThat(program.run("logs", "1", "job").out())
                .contains("removed the container that attempt 1 had left")
                .contains("done");
        assertThat(containers()).isEmpty();
    }

    private String containers() throws IOException {
        return podman.run("ps", "--all", "--format", "{{.Names}}").strip();
    }

    private String ids() throws IOException {
        return podman.run("ps", "--all", "--quiet").strip();
    }
}
