package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Schedules from a file in the DAG folder to runs that have ended.
class SchedulesTest {
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
    void a_continuous_dag_runs_again_and_again_and_each_run_covers_the_time_since_the_last() throws IOException {
        place.write("dags/stream.yaml", "id: stream\nschedule: { continuous: true }\ntasks:\n  look: { noop: {} }\n");

        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> runs(server, "stream").size() >= 2);
            List<RunSummary> runs = runs(server, "stream");
            RunDetail first = server.api().run(runs.getLast().id());
            RunDetail second = server.api().run(runs.get(runs.size() - 2).id());

            assertThat(second.intervalStart()).isEqualTo(first.firesAt());
            assertThat(second.firesAt()).isEqualTo(second.intervalEnd());
            assertThat(second.summary().type()).isEqualTo("scheduled");
        }
    }

    @Test
    void a_tick_cancels_the_run_before_it_where_that_is_wanted() throws IOException {
        place.write("dags/newest.yaml", """
                id: newest
                schedule: { every: 2s, overlap: cancel_other }
                tasks:
                  wait: { bash: "sleep 1000" }
                """);

        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> runs(server, "newest").size() >= 2);
            server.api().pause("newest", true);
            List<RunSummary> runs = runs(server, "newest");

            assertThat(runs.getLast().state()).isEqualTo("failed");
            assertThat(runs.getLast().failure()).contains("cancelled");
            assertThat(runs.getFirst().startedAt())
                    .satisfiesAnyOf(
                            started -> assertThat(started).isNull(),
                            started -> assertThat(started)
                                    .isAfterOrEqualTo(runs.get(1).endedAt()));
        }
    }

    @Test
    void what_waits_behind_a_run_is_planned_and_outlives_the_server() throws IOException {
        Path file = place.write("dags/queue.yaml", """
                id: queue
                schedule: { every: 1s, overlap: buffer_all }
                tasks:
                  wait: { bash: "until [ -e go ]; do sleep 0.05; done" }
                """);
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> server.api().plan("queue", 10).stream()
                                    .filter(planned -> planned.firesAt()
                                            .isBefore(java.time.Instant.now().minusSeconds(1)))
                                    .count()
                            >= 2);
            assertThat(runs(server, "queue")).hasSize(1);
            server.api().pause("queue", true);
        }
        place.write("dags/go", "");

        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(file).exists();
            server.api().pause("queue", false);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> runs(server, "queue").stream()
                                    .filter(run -> run.state().equals("success"))
                                    .count()
                            >= 3);
        }
    }

    private static List<RunSummary> runs(Downbeat downbeat, String dag) {
        return downbeat.api()
                .runs(new RunQuery(Optional.of(dag), Optional.empty(), Optional.empty(), 50))
                .items();
    }
}
