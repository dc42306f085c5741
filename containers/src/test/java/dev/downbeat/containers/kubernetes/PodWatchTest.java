package dev.downbeat.containers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Watching pods through faults of a cluster.
class PodWatchTest extends OnStandIn {
    @Test
    void a_watch_may_begin_before_the_server_is_there() {
        engine.create(Requests.shell("p1", "sleep 60"));
        cluster.api().away();

        engine.watch(Requests.OWNER, seen::add);
        await().until(() -> cluster.api().requests().getLast().startsWith("GET"));
        cluster.api().back();

        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Running()));
        engine.close();
    }

    @Test
    void a_watch_that_drops_goes_on_from_where_it_was() {
        engine.watch(Requests.OWNER, seen::add);
        engine.create(Requests.shell("p1", "sleep 60"));
        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Running()));
        await().until(() -> cluster.api().watches() == 1);

        cluster.api().dropWatches();
        cluster.kubelet().evict("p1");
        engine.create(Requests.shell("p2", "true"));

        await().untilAsserted(() -> {
            assertThat(cause("p1")).isEqualTo(Cause.EVICTED);
            assertThat(cause("p2")).isEqualTo(Cause.EXITED);
        });
        assertThat(lists()).as("nothing had to be listed anew").isEqualTo(1);
    }

    @Test
    void what_vanished_while_the_history_was_forgotten_is_told_of_as_gone() throws Exception {
        engine.watch(Requests.OWNER, seen::add);
        engine.create(Requests.shell("p1", "sleep 60"));
        engine.create(Requests.shell("p2", "sleep 60"));
        await().untilAsserted(() -> assertThat(phases("p2")).endsWith(new Phase.Running()));
        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Running()));

        cluster.api().fail("GET", Integer.MAX_VALUE, 503, "away");
        cluster.api().dropWatches();
        engine.remove("p1", false);
        await().until(() -> cluster.pods().size() == 1);
        cluster.api().forgetHistory();
        seen.clear();
        cluster.api().back();

        await().untilAsserted(() -> assertThat(phases("p1")).containsExactly(new Phase.Gone()));
        await().untilAsserted(() -> assertThat(phases("p2")).as("told of anew").endsWith(new Phase.Running()));
    }

    @Test
    void a_watch_that_cannot_be_resumed_is_begun_anew() throws Exception {
        engine.close();
        engine = engine(Duration.ofMinutes(2), new PodWatch.Times(Duration.ofMillis(50), 10));
        engine.watch(Requests.OWNER, seen::add);
        engine.create(Requests.shell("p1", "sleep 60"));
        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Running()));
        await().until(() -> cluster.api().watches() == 1);

        cluster.api().fail("GET", 3, 410, "too old resource version");
        cluster.api().dropWatches();
        engine.remove("p1", false);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Gone()));
    }

    @Test
    void a_watcher_that_fails_hears_of_the_next_one() {
        engine.watch(Requests.OWNER, sighting -> {
            seen.add(sighting);
            if (sighting.phase() instanceof Phase.Running) {
                throw new IllegalStateException("a mistake of the watcher");
            }
        });

        engine.create(Requests.shell("p1", "true"));

        await().untilAsserted(() -> assertThat(cause("p1")).isEqualTo(Cause.EXITED));
    }

    private long lists() {
        return cluster.api().requests().stream()
                .filter(line -> line.startsWith("GET") && line.contains("/pods?") && !line.contains("watch=true"))
                .count();
    }
}
