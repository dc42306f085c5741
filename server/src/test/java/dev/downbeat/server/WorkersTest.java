package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.Views.TaskView;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tasks that workers do, over real HTTP.
@Timeout(120)
class WorkersTest {
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
    void a_worker_does_what_is_in_its_queues() throws Exception {
        place.write("dags/it.yaml", """
                id: it
                defaults: { executor: workers }
                tasks:
                  hello: { queue: gpu, bash: "echo hello from $DOWNBEAT_TASK_ID; echo 42 > $DOWNBEAT_OUTPUT" }
                  after: { needs: hello, queue: gpu, bash: "echo it was {{ outputs.hello }}" }
                """);
        try (var fleet = new FleetPlace(place); var worker = fleet.worker("one", "gpu")) {
            long run = fleet.run("it");

            assertThat(fleet.ended(run)).isEqualTo("success");
            assertThat(fleet.log(run, "hello")).contains("out hello from hello");
            assertThat(fleet.log(run, "after")).contains("out it was 42");
            assertThat(fleet.tasks(run)).extracting(TaskView::attempt).containsExactly(1, 1);
            assertThat(worker.running()).isZero();
        }
    }
}
