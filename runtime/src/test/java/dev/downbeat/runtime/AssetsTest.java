package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// DAGs that start when others have made what they work on.
class AssetsTest {
    private static final String REPORT = """
            id: report
            consumes: [orders, { any: [customers, leads] }]
            tasks:
              tell:
                bash: >-
                  echo {{ triggering_asset_events.orders | length }} updates,
                  the last by {{ triggering_asset_events.orders[-1].dag }}.{{ triggering_asset_events.orders[-1].task }},
                  customers {{ (triggering_asset_events.customers | default([]))[0].extra.rows }}
            """;

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
    void a_run_starts_once_all_that_it_needs_is_new_and_knows_what_was() throws IOException {
        place.write("dags/etl.yaml", "id: etl\ntasks:\n  load: { produces: orders, noop: {} }\n");
        place.write("dags/report.yaml", REPORT);
        try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
            DownbeatApi api = server.api();
            end(api, "etl");
            end(api, "etl");
            assertThat(runs(api, "report")).isEmpty();
            assertThat(api.assets().asset("orders").consumers()).singleElement().satisfies(consumer -> {
                assertThat(consumer.updated()).containsExactly("orders");
                assertThat(consumer.missing()).containsExactly("customers", "leads");
            });

            api.assets().update(new AssetUpdate("customers", Map.of("rows", 12)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> runs(api, "report").size() == 1);

            RunSummary run = runs(api, "report").getFirst();
            assertThat(run.type()).isEqualTo("asset");
            Place.await(api, run.id(), Place::ended);
            assertThat(api.log(run.id(), "tell", -1, 0, 0, 10_000).text())
                    .contains("2 updates, the last by etl.load, customers 12");
            assertThat(api.assets().asset("orders").consumers().getFirst().updated())
                    .isEmpty();
        }
    }

    @Test
    void what_came_while_no_server_ran_starts_its_run_when_one_does() throws IOException {
        place.write("dags/after.yaml", "id: after\nconsumes: orders\ntasks: { a: { noop: {} } }\n");
        try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(runs(server.api(), "after")).isEmpty();
        }
        try (var tool = Downbeat.open(place.settings(), Mode.INSPECT)) {
            tool.api().assets().update(new AssetUpdate("orders", null));
        }
        try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> runs(server.api(), "after").stream()
                                    .filter(run -> run.state().equals("success"))
                                    .count()
                            == 1);
        }
    }

    @Test
    void a_failed_task_updates_nothing() throws IOException {
        place.write("dags/etl.yaml", "id: etl\ntasks:\n  load: { produces: orders, bash: exit 1 }\n");
        try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
            DownbeatApi api = server.api();
            long run = end(api, "etl");
            assertThat(api.assets().asset("orders").events()).isEmpty();

            assertThat(api.run(run).summary().state()).isEqualTo("failed");
        }
    }

    private static long end(DownbeatApi api, String dag) {
        long run = api.trigger(dag, new TriggerRequest(Map.of(), null, null)).id();
        Place.await(api, run, Place::ended);
        return run;
    }

    private static List<RunSummary> runs(DownbeatApi api, String dag) {
        return api.runs(new RunQuery(Optional.of(dag), Optional.empty(), Optional.empty(), 9))
                .items();
    }
}
