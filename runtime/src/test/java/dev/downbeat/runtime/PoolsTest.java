package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.LimitViews.PoolView;
import dev.downbeat.api.LimitsApi;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat.FileRun;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PoolsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    /// Each of the six tasks notes when it begins and when it ends.
    private static final String SIX = """
            id: %s
            tasks:
              work:
                each: [1, 2, 3, 4, 5, 6]
                pool: narrow
                bash: "echo + >> %s; sleep 0.3; echo - >> %s"
            """;

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
    }

    @Test
    void a_server_and_two_foreground_processes_share_a_pool_and_never_use_more() throws IOException {
        Path marks = folder.resolve("marks");
        place.write("dags/served.yaml", SIX.formatted("served", marks, marks));
        Path one = place.write("one/one.yaml", SIX.formatted("one", marks, marks));
        Path two = place.write("two/two.yaml", SIX.formatted("two", marks, marks));
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE);
                Downbeat first = Downbeat.open(place.settings(), Mode.FOREGROUND);
                Downbeat second = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            server.api().limits().setPool("narrow", new PoolChange(2, null, null));
            long served = server.api()
                    .trigger("served", new TriggerRequest(Map.of(), null, null))
                    .id();
            long ofOne = first.submit(new FileRun(one, "", Map.of(), false));
            long ofTwo = second.submit(new FileRun(two, "", Map.of(), false));

            for (long run : List.of(served, ofOne, ofTwo)) {
                assertThat(Place.await(server.api(), run, Place::ended)
                                .summary()
                                .state())
                        .isEqualTo("success");
            }
        }
        assertThat(most(Files.readAllLines(marks))).isEqualTo(2);
    }

    private static int most(List<String> marks) {
        int now = 0;
        int most = 0;
        for (String mark : marks) {
            now += mark.equals("+") ? 1 : -1;
            most = Math.max(most, now);
        }
        assertThat(marks).hasSize(36);
        return most;
    }

    @Test
    void tasks_wait_for_a_pool_that_does_not_exist_and_go_on_once_it_does() throws IOException {
        place.write("dags/waits.yaml", "id: waits\ntasks:\n  a: { pool: new, noop: {} }\n");
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            long run = server.api()
                    .trigger("waits", new TriggerRequest(Map.of(), null, null))
                    .id();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Integer.valueOf(1)
                            .equals(server.api().run(run).counts().get("scheduled")));

            PoolView made = server.api().limits().setPool("new", new PoolChange(1, true, "Made late"));

            // what waits may have gone on by the time the pool is looked at
            assertThat(made)
                    .extracting(PoolView::name, PoolView::slots, PoolView::includeDeferred, PoolView::description)
                    .containsExactly("new", 1, true, "Made late");
            assertThat(Place.await(server.api(), run, Place::ended).summary().state())
                    .isEqualTo("success");
        }
    }

    @Test
    void a_foreground_run_says_at_once_that_its_pool_is_missing_or_too_small() throws IOException {
        Path file = place.write("work/a.yaml", "id: a\ntasks:\n  a: { pool: gpu, pool_slots: 2, noop: {} }\n");
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            assertThatThrownBy(() -> downbeat.submit(new FileRun(file, "", Map.of(), false)))
                    .hasMessageContaining("task 'a' takes slots of pool 'gpu', which does not exist");
            downbeat.api().limits().setPool("gpu", new PoolChange(1, null, null));
            assertThatThrownBy(() -> downbeat.submit(new FileRun(file, "", Map.of(), false)))
                    .hasMessageContaining("takes 2 slots of pool 'gpu', which has 1");
            downbeat.api().limits().setPool("gpu", new PoolChange(2, null, null));

            long run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            assertThat(Place.await(downbeat.api(), run, Place::ended).summary().state())
                    .isEqualTo("success");
        }
    }

    @Test
    void pools_are_set_listed_and_deleted() {
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.INSPECT)) {
            LimitsApi limits = downbeat.api().limits();
            limits.setPool("gpu", new PoolChange(4, null, "Cards"));
            limits.setPool("gpu", new PoolChange(8, null, null));

            var names = new ArrayList<String>();
            limits.pools().forEach(pool -> names.add(pool.name() + " " + pool.slots() + " " + pool.description()));
            assertThat(names).containsExactly("default 128 Tasks that name no pool", "gpu 8 Cards");
            limits.deletePool("gpu");
            assertThatThrownBy(() -> limits.pool("gpu")).hasMessageContaining("there is no pool 'gpu'");
            assertThatThrownBy(() -> limits.deletePool("default")).hasMessageContaining("the default pool stays");
            assertThatThrownBy(() -> limits.setPool("new", new PoolChange(null, null, null)))
                    .hasMessageContaining("say how many slots");
            assertThatThrownBy(() -> limits.setPool("no way", new PoolChange(1, null, null)))
                    .hasMessageContaining("'no way' is not allowed");
            assertThatThrownBy(() -> limits.setPool("gpu", new PoolChange(-1, null, null)))
                    .hasMessageContaining("0 slots or more");
        }
    }
}
