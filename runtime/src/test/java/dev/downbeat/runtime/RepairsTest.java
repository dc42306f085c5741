package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.CommandView;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat.FileRun;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What people ask of runs outlives the processes that are asked.
class RepairsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final ClearRequest FROM_FAILED = new ClearRequest(null, true, false, false, "ada");

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
    }

    @Test
    void what_is_asked_while_no_server_runs_is_done_once_by_the_next_one() throws IOException {
        place.write("dags/sales.yaml", sales());
        long run;
        try (Downbeat downbeat = Downbeat.open(place.settings(), Downbeat.Mode.SERVE)) {
            run = downbeat.api()
                    .trigger("sales", new TriggerRequest(Map.of(), null, null))
                    .id();
            assertThat(Place.await(downbeat.api(), run, Place::ended).summary().state())
                    .isEqualTo("failed");
        }
        Files.createFile(folder.resolve("flag"));
        try (Downbeat downbeat = Downbeat.open(place.settings(), Downbeat.Mode.INSPECT)) {
            downbeat.api().repair().clear(run, FROM_FAILED);
            assertThat(downbeat.api().repair().commands(run))
                    .extracting(CommandView::outcome)
                    .containsOnlyNulls();
        }

        for (int i = 0; i < 2; i++) {
            try (Downbeat downbeat = Downbeat.open(place.settings(), Downbeat.Mode.SERVE)) {
                succeeds(downbeat.api(), run);
                assertThat(downbeat.api().repair().commands(run))
                        .extracting(CommandView::outcome)
                        .containsExactly("done: 2 task instances");
                assertThat(downbeat.api().attempts(run, "load", -1)).hasSize(2);
            }
        }
    }

    @Test
    void a_run_of_a_foreground_process_that_is_gone_goes_on_in_a_server() throws IOException {
        Path file = place.write("elsewhere/sales.yaml", sales());
        long run;
        try (Downbeat downbeat = Downbeat.open(place.settings(), Downbeat.Mode.FOREGROUND)) {
            run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            assertThat(Place.await(downbeat.api(), run, Place::ended).summary().state())
                    .isEqualTo("failed");
        }
        Files.createFile(folder.resolve("flag"));
        try (Downbeat downbeat = Downbeat.open(place.settings(), Downbeat.Mode.INSPECT)) {
            downbeat.api().repair().clear(run, FROM_FAILED);
        }

        try (Downbeat downbeat = Downbeat.open(place.settings(), Downbeat.Mode.SERVE)) {
            succeeds(downbeat.api(), run);
        }
    }

    private static void succeeds(DownbeatApi api, long run) {
        RunDetail ended = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> api.run(run), detail -> detail.summary().state().equals("success"));
        assertThat(ended.counts()).isEqualTo(Map.of("success", 3));
    }

    private String sales() {
        return """
                id: sales
                tasks:
                  extract: { noop: {} }
                  load: { needs: extract, bash: "test -f FLAG" }
                  report: { needs: load, noop: {} }
                """.replace("FLAG", folder.resolve("flag").toString());
    }
}
