package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.WatchView;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// DAGs that start when something is seen outside.
class WatchesTest {
    private static final String ON_FILES = """
            id: load
            watches:
              orders: { wait_for_file: { path: inbox/*.csv, poke_interval: 50ms } }
            tasks:
              tell: { bash: "echo {{ triggering_asset_events.orders[-1].extra.paths | length }} files, {{ triggering_asset_events.orders[-1].dag }}" }
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
    void each_file_that_arrives_starts_one_run_and_those_that_stay_start_none() throws IOException {
        place.write("dags/load.yaml", ON_FILES);
        try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
            DownbeatApi api = server.api();
            await(() -> watch(api, "orders").reason().startsWith("no file inbox/*.csv"));

            place.write("dags/inbox/a.csv", "1");
            await(() -> runs(api, "load").size() == 1);
            place.write("dags/inbox/b.csv", "2");
            await(() -> runs(api, "load").size() == 2);
            looks(api, 3);

            assertThat(runs(api, "load")).hasSize(2);
            RunSummary last = runs(api, "load").getFirst();
            Place.await(api, last.id(), Place::ended);
            assertThat(api.log(last.id(), "tell", -1, 0, 0, 10_000).text()).contains("2 files, load");
            assertThat(watch(api, "orders").reason()).isEmpty();

            Files.delete(folder.resolve("dags/inbox/a.csv"));
            Files.delete(folder.resolve("dags/inbox/b.csv"));
            await(() -> watch(api, "orders").reason().startsWith("no file"));
            place.write("dags/inbox/a.csv", "1");
            await(() -> runs(api, "load").size() == 3);
        }
        try (var again = Downbeat.open(place.settings(), Mode.SERVE)) {
            looks(again.api(), 2);
            assertThat(runs(again.api(), "load")).as("known from before").hasSize(3);
            place.write("dags/load.yaml", ON_FILES.replace("50ms", "40ms"));
            await(() -> again.api().versions("load").size() == 2);
            looks(again.api(), 2);
            assertThat(runs(again.api(), "load"))
                    .as("another sensor that sees the same")
                    .hasSize(3);
        }
    }

    @Test
    void a_condition_in_a_database_starts_a_run_whenever_it_is_met_anew() throws IOException {
        PG.run("create table if not exists watched_order (id int)");
        PG.run("delete from watched_order");
        try {
            place.write("home/connections.yaml", "shop: \"%s\"\n".formatted(address()));
            place.write("dags/big.yaml", """
                    id: big
                    watches:
                      backlog:
                        wait_for_sql:
                          connection: shop
                          query: "select count(*) >= 3 as enough, count(*) / 3 as threes from watched_order"
                          poke_interval: 50ms
                    tasks: { a: { noop: {} } }
                    """);
            try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
                DownbeatApi api = server.api();
                looks(api, 2);
                assertThat(runs(api, "big")).isEmpty();
                PG.run("insert into watched_order values (1), (2), (3)");
                await(() -> runs(api, "big").size() == 1);
                PG.run("insert into watched_order values (4)");
                looks(api, 2);
                assertThat(runs(api, "big")).as("still met").hasSize(1);
                PG.run("insert into watched_order values (5), (6)");
                await(() -> runs(api, "big").size() == 2);
            }
        } finally {
            PG.run("drop table watched_order");
        }
    }

    @Test
    void a_look_that_fails_is_told_and_a_paused_dag_does_not_look() throws IOException {
        place.write("dags/broken.yaml", """
                id: broken
                watches: { things: { wait_for_python: { file: look.py, call: look, poke_interval: 50ms } } }
                tasks: { a: { noop: {} } }
                """);
        place.write("dags/look.py", "def look():\n    raise ValueError('no such bucket')\n");
        try (var server = Downbeat.open(place.settings(), Mode.SERVE)) {
            DownbeatApi api = server.api();
            await(() -> watch(api, "things").failure().contains("no such bucket"));

            api.pause("broken", true);
            await(() -> watch(api, "things").dueAt() == null);
            place.write("dags/look.py", "def look():\n    return {'n': 3}\n");
            api.pause("broken", false);
            await(() -> runs(api, "broken").size() == 1);
            assertThat(watch(api, "things").failure()).isEmpty();
            assertThat(asset(api, "things").events().getFirst().extra()).hasToString("{n=3}");
        }
    }

    /// Of the tests' PostgreSQL, as connections have it.
    private static String address() {
        return PG.url().replaceAll("jdbc:postgresql://([^?]*)\\?.*", "postgresql://postgres@$1");
    }

    private static void looks(DownbeatApi api, int more) {
        // each look is a claim, which counts
        String count = "select sum(claim) from asset_watch";
        long goal = Long.parseLong(PG.ask(count)) + 2L * more;
        assertThat(api.assets().list()).isNotEmpty();
        await(() -> Long.parseLong(PG.ask(count)) >= goal);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    private static WatchView watch(DownbeatApi api, String asset) {
        return asset(api, asset).watches().getFirst();
    }

    private static AssetDetail asset(DownbeatApi api, String asset) {
        return api.assets().asset(asset);
    }

    private static List<RunSummary> runs(DownbeatApi api, String dag) {
        return api.runs(new RunQuery(Optional.of(dag), Optional.empty(), Optional.empty(), 9))
                .items();
    }
}
