package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.BackfillsApi;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Backfills from the wish to runs that have ended.
class BackfillsTest {
    private static final String DAILY = """
            id: daily
            schedule: { cron: "0 6 * * *", timezone: Europe/Helsinki, start: 2026-01-01 }
            params: { size: 1 }
            tasks:
              note: { bash: "echo {{ ds }} {{ params.size }} >> days.txt" }
            """;

    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() throws IOException {
        place = new Place(folder, PG.url());
        place.write("dags/daily.yaml", DAILY);
    }

    @Test
    void a_range_is_run_in_order_with_its_params_and_a_second_time_only_when_asked() throws IOException {
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            BackfillsApi api = server.api().backfills();
            var request = new BackfillRequest("2026-03-28", "2026-03-30", true, null, 1, Map.of("size", 7));
            assertThat(api.plan("daily", request))
                    .extracting(BackfillItem::state)
                    .containsOnly("waiting");

            BackfillView ended = ended(api, api.create("daily", request).id());

            assertThat(ended.state()).isEqualTo("success");
            assertThat(ended.progress()).isEqualTo(Map.of("success", 3));
            assertThat(Files.readAllLines(folder.resolve("dags/days.txt")))
                    .containsExactly("2026-03-30 7", "2026-03-29 7", "2026-03-28 7");
            assertThat(api.plan("daily", request))
                    .extracting(BackfillItem::state)
                    .containsOnly("left_out");
            assertThat(ended(api, api.create("daily", request).id()).progress()).isEqualTo(Map.of("left_out", 3));
            var again = new BackfillRequest("2026-03-29", "2026-03-29", null, "all", null, null);
            assertThat(ended(api, api.create("daily", again).id()).progress()).isEqualTo(Map.of("success", 1));
            List<BackfillItem> items =
                    api.items(ended.id(), Optional.empty(), 10).items();
            assertThat(items.getFirst().intervalStart()).isEqualTo("2026-03-30T03:00:00Z");
            long run = Objects.requireNonNull(items.getFirst().run());
            assertThat(server.api().run(run).summary().type()).isEqualTo("backfill");
        }
    }

    @Test
    void a_backfill_outlives_the_server() throws IOException {
        place.write("dags/daily.yaml", DAILY.replace("echo", "until [ -e go ]; do sleep 0.05; done; echo"));
        var request = new BackfillRequest("2026-02-01", "2026-02-03", null, null, 1, null);
        long id;
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            id = server.api().backfills().create("daily", request).id();
            Awaitility.await()
                    .until(() ->
                            server.api().backfills().backfill(id).progress().containsKey("running"));
        }
        place.write("dags/go", "");

        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(ended(server.api().backfills(), id).progress()).isEqualTo(Map.of("success", 3));
        }
        assertThat(Files.readAllLines(folder.resolve("dags/days.txt"))).hasSize(3);
    }

    @Test
    void one_that_is_cancelled_takes_its_runs_along() throws IOException {
        place.write("dags/daily.yaml", DAILY.replace("echo", "sleep 1000; echo"));
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            BackfillsApi api = server.api().backfills();
            long id = api.create("daily", new BackfillRequest("2026-02-01", "2026-02-09", null, null, 2, null))
                    .id();
            Awaitility.await().until(() -> api.backfill(id).progress().getOrDefault("running", 0) == 2);

            api.cancel(id);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> api.backfill(id).progress().equals(Map.of("failed", 2, "dropped", 7)));
            assertThat(api.backfill(id).state()).isEqualTo("cancelled");
            assertThatThrownBy(() -> api.pause(id, false)).hasMessageContaining("has ended already: cancelled");
        }
    }

    @Test
    void what_cannot_be_filled_is_told_at_once() throws IOException {
        place.write("dags/hand.yaml", "id: hand\ntasks:\n  a: { noop: {} }\n");
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            BackfillsApi api = server.api().backfills();

            assertThatThrownBy(() -> api.plan("hand", range("2026-01-01", "2026-01-02")))
                    .hasMessageContaining("has no schedule with intervals");
            assertThatThrownBy(() -> api.plan("daily", range("2026-01-09", "2026-01-02")))
                    .hasMessageContaining("ends (2026-01-02) before it begins");
            assertThatThrownBy(() -> api.plan("daily", range("2026-01-01T06:00", "2026-01-02")))
                    .hasMessageContaining("neither a date nor a date and time with an offset");
            assertThatThrownBy(() -> api.plan("daily", range("2999-01-01", "2999-01-02")))
                    .hasMessageContaining("no interval that has passed");
            assertThatThrownBy(() -> api.plan("daily", range("1950-01-01", "2026-01-02")))
                    .hasMessageContaining("more than 10,000 intervals");
            assertThatThrownBy(() -> api.plan("dialy", range("2026-01-01", "2026-01-02")))
                    .hasMessageContaining("there is no DAG 'dialy'");
            assertThatThrownBy(() -> api.backfill(7)).hasMessageContaining("there is no backfill 7");
        }
    }

    private static BackfillRequest range(String from, String to) {
        return new BackfillRequest(from, to, null, null, null, null);
    }

    private static BackfillView ended(BackfillsApi api, long id) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> api.backfill(id), backfill -> backfill.endedAt() != null);
    }
}
