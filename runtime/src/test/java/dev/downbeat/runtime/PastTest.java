package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A task that looks at the DAG's run before its own.
class PastTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final String PAST = """
            id: past
            params:
              end: { type: string, default: "true" }
            tasks:
              load: { %s, bash: "{{ params.end }}" }
              check: { needs: load, bash: "until [ -e %s ]; do sleep 0.05; done" }
            """;

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
    }

    @Test
    void the_first_run_goes_and_the_next_one_once_the_task_succeeded_there() throws IOException {
        place.write("dags/past.yaml", PAST.formatted("depends_on_past: true", folder.resolve("go")));
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            long first =
                    trigger(server.api(), 1, "until [ -e %s ]; do sleep 0.05; done".formatted(folder.resolve("one")));
            long second = trigger(server.api(), 2, "true");
            await(server.api(), first, "load", "running");
            await(server.api(), second, "load", "scheduled");

            place.write("one", "");

            await(server.api(), second, "load", "success");
            await(server.api(), first, "check", "running");
            place.write("go", "");
            assertThat(Place.await(server.api(), second, Place::ended).summary().state())
                    .isEqualTo("success");
        }
    }

    @Test
    void a_failure_keeps_the_next_run_waiting_through_a_restart() throws IOException {
        place.write("dags/past.yaml", PAST.formatted("depends_on_past: true", folder.resolve("go")));
        place.write("go", "");
        long second;
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            long first = trigger(server.api(), 1, "false");
            assertThat(Place.await(server.api(), first, Place::ended).summary().state())
                    .isEqualTo("failed");
            second = trigger(server.api(), 2, "true");
            await(server.api(), second, "load", "scheduled");
        }
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            long third = trigger(server.api(), 3, "true");
            await(server.api(), third, "load", "scheduled");
            await(server.api(), second, "load", "scheduled");
        }
    }

    @Test
    void wait_for_downstream_waits_for_the_task_after_it_too() throws IOException {
        place.write("dags/past.yaml", PAST.formatted("wait_for_downstream: true", folder.resolve("go")));
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            long first = trigger(server.api(), 1, "true");
            long second = trigger(server.api(), 2, "true");
            await(server.api(), first, "check", "running");
            await(server.api(), second, "load", "scheduled");

            place.write("go", "");

            RunDetail ended = Place.await(server.api(), second, Place::ended);
            assertThat(ended.summary().state()).isEqualTo("success");
        }
    }

    private static long trigger(DownbeatApi api, int day, String command) {
        var date = Instant.parse("2026-01-0%dT00:00:00Z".formatted(day));
        return api.trigger("past", new TriggerRequest(Map.of("end", command), date, null))
                .id();
    }

    private static void await(DownbeatApi api, long run, String task, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> api.run(run).tasks().stream()
                        .filter(each -> each.task().equals(task))
                        .map(TaskView::state)
                        .anyMatch(state::equals));
    }
}
