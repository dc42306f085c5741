package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.Views.ProgressView;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What bounds attempts, and what they show, through the whole of a server.
class AttemptsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
    }

    @Test
    void a_running_task_shows_how_far_it_is() throws IOException {
        String yaml = """
                tasks:
                  load:
                    bash: 'echo 3 10 files > "$DOWNBEAT_PROGRESS"; until [ -e go ]; do sleep 0.05; done'
                """;
        try (var it = Situation.of(place, yaml)) {
            long run = it.run();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> task(it, run, "load").live() != null);

            assertThat(task(it, run, "load").live())
                    .satisfies(live -> assertThat(live.progress()).isEqualTo(new ProgressView(3, 10, "files")));
            place.write("dags/go", "");
            it.until(run, "load", "success");
            assertThat(task(it, run, "load").live()).isNull();
        }
    }

    @Test
    void a_queue_timeout_goes_on_while_no_server_runs() throws IOException {
        String yaml = "tasks:\n  late: { pool: gpu, queue_timeout: 1s, noop: {} }\n";
        long run;
        try (var it = Situation.of(place, yaml)) {
            it.api().limits().setPool("gpu", new PoolChange(0, null, null));
            run = it.run();
            it.until(run, "late", "scheduled");
        }
        try (var it = Situation.of(place, yaml)) {
            it.until(run, "late", "failed");
            assertThat(task(it, run, "late").failure()).isEqualTo("not started within its queue_timeout of 1s");
        }
    }

    private static TaskView task(Situation it, long run, String name) {
        Optional<TaskView> found = it.api().run(run).tasks().stream()
                .filter(task -> task.task().equals(name))
                .findFirst();
        return found.orElseThrow();
    }
}
