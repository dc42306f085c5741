package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.MarkRequest;
import dev.downbeat.api.RepairViews.TaskSelection;
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
    void only_what_was_made_is_an_update() throws IOException {
        place.write("dags/etl.yaml", """
                id: etl
                tasks:
                  load: { produces: orders, bash: "test -e go" }
                  parts: { produces: parts, each: [1, 2, 3], bash: "test {{ item }} != 2" }
                """);
        try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
            DownbeatApi api = server.api();
            long run = end(api, "etl");
            assertThat(api.assets().asset("orders").events()).as("it failed").isEmpty();
            assertThat(api.assets().asset("parts").events())
                    .as("each item that succeeded")
                    .extracting(AssetEventView::mapIndex)
                    .containsExactlyInAnyOrder(0, 2);

            api.repair().mark(run, new MarkRequest(TaskSelection.of("load"), "success", false, null));
            until(api, run, "load", "success");
            assertThat(api.assets().asset("orders").events())
                    .as("a person marked it")
                    .isEmpty();

            place.write("dags/go", "");
            for (int times = 1; times <= 2; times++) {
                int updates = times;
                api.repair().clear(run, new ClearRequest(TaskSelection.of("load"), false, false, false, null));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> api.assets().asset("orders").events().size() == updates);
            }
        }
    }

    @Test
    void a_run_is_told_of_the_newest_hundred_updates() throws IOException {
        place.write("dags/after.yaml", "id: after\nconsumes: [orders, leads]\ntasks: { a: { noop: {} } }\n");
        try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
            DownbeatApi api = server.api();
            for (int i = 0; i < 103; i++) {
                api.assets().update(new AssetUpdate("orders", Map.of("i", i)));
            }
            api.assets().update(new AssetUpdate("leads", null));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> runs(api, "after").size() == 1);

            var trigger = api.run(runs(api, "after").getFirst().id()).trigger();
            assertThat(trigger)
                    .extractingByKey("assets", MAP)
                    .extractingByKey("orders", LIST)
                    .satisfies(orders -> {
                        assertThat(orders).hasSize(100);
                        assertThat(orders.getFirst().toString()).contains("i=3");
                        assertThat(orders.getLast().toString()).contains("i=102");
                    });
            assertThat(PG.ask("select count(*) from asset_trigger"))
                    .as("all of them are used")
                    .isEqualTo("104");
        }
    }

    private static void until(DownbeatApi api, long run, String task, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> api.run(run).tasks().stream()
                        .anyMatch(
                                each -> each.task().equals(task) && each.state().equals(state)));
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
