package dev.downbeat.store.assets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Watch;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.assets.PgWatches.Before;
import dev.downbeat.store.assets.PgWatches.Claimed;
import dev.downbeat.store.assets.PgWatches.Left;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgWatchesTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    /// Later than the database's clock, by which watches are due at first.
    private static final Instant NOW = Instant.parse("2126-03-29T00:59:59.123456Z");

    private static final Duration LEASE = Duration.ofSeconds(30);

    private PgWatches watches;
    private PgDags dags;

    @BeforeEach
    void create() {
        watches = new PgWatches(STORE.database());
        dags = new PgDags(STORE.database());
        dags.register(watching("inbox/*.csv", "orders"), "");
    }

    @Test
    void a_watch_is_claimed_by_one_until_its_lease_is_over() {
        Claimed claimed = claim(NOW);
        assertThat(claimed.watched().asset()).hasToString("orders");
        assertThat(claimed.before()).isNull();

        assertThat(watches.claim(NOW.plusSeconds(29), LEASE, 9)).isEmpty();
        assertThat(watches.claim(NOW.plusSeconds(30), LEASE, 9)).hasSize(1);
    }

    @Test
    void whoever_lost_its_claim_cannot_tell_of_anything() {
        Claimed lost = claim(NOW);
        Claimed later = claim(NOW.plusSeconds(30));

        assertThat(watches.found(lost, "{\"path\":\"a\"}", NOW, NOW)).isFalse();
        watches.notYet(lost, new Left("nothing", null), NOW, NOW);
        watches.due(lost, NOW);
        assertThat(watches.claim(NOW.plusSeconds(31), LEASE, 9)).isEmpty();
        assertThat(updates()).isZero();

        assertThat(watches.found(later, "{\"path\":\"a\"}", NOW, NOW)).isTrue();
        assertThat(watches.found(later, "{\"path\":\"b\"}", NOW, NOW))
                .as("a claim is for one look")
                .isFalse();
    }

    @Test
    void what_is_found_updates_the_asset_when_it_is_something_else_than_before() {
        assertThat(watches.found(claim(NOW), "{\"n\":1}", NOW, NOW)).isTrue();
        assertThat(watches.found(claim(NOW), "{\"n\":1}", NOW, NOW)).isFalse();
        assertThat(watches.found(claim(NOW), "{\"n\":2}", NOW, NOW)).isTrue();
        watches.failed(claim(NOW), "no network", NOW, NOW);
        assertThat(watches.found(claim(NOW), "{\"n\":2}", NOW, NOW))
                .as("a failure says nothing of what is there")
                .isFalse();
        watches.notYet(claim(NOW), new Left("gone", null), NOW, NOW);
        assertThat(watches.found(claim(NOW), "{\"n\":2}", NOW, NOW))
                .as("gone and here again")
                .isTrue();
        assertThat(watches.found(claim(NOW), null, NOW, NOW)).isTrue();
        assertThat(watches.found(claim(NOW), null, NOW, NOW)).isFalse();

        assertThat(updates()).isEqualTo(4);
        assertThat(PG.ask("select string_agg(coalesce(extra::text, '-'), ' ' order by event_id) from asset_event"))
                .isEqualTo("{\"n\":1} {\"n\":2} {\"n\":2} -");
        assertThat(PG.ask("select count(*) from asset_queue where dag_id = 'load'"))
                .isEqualTo("4");
    }

    @Test
    void a_look_knows_how_the_one_before_ended() {
        watches.notYet(claim(NOW), new Left("no file", "{\"seen\":1}"), NOW, NOW);
        watches.failed(claim(NOW), "no \u0000 disk", NOW, NOW);

        assertThat(claim(NOW).before())
                .isEqualTo(new Before(NOW, 2, new Left("no file", "{\"seen\":1}"), "no \uFFFD disk"));
    }

    @Test
    void a_watch_goes_with_its_dag_and_stands_still_while_it_is_paused() {
        assertThat(watches.found(claim(NOW), "{}", NOW, NOW)).isTrue();
        dags.register(watching("other/*.csv", "orders", "leads"), "");
        assertThat(watches.claim(NOW, LEASE, 9)).hasSize(2);

        dags.register(watching("other/*.csv", "leads"), "");
        dags.setPaused(new DagId("load"), true);
        assertThat(watches.claim(NOW.plusSeconds(60), LEASE, 9)).isEmpty();
        dags.setPaused(new DagId("load"), false);
        assertThat(watches.claim(NOW.plusSeconds(60), LEASE, 9))
                .extracting(claimed -> claimed.watched().asset().value())
                .containsExactly("leads");
    }

    private Claimed claim(Instant now) {
        return watches.claim(now, LEASE, 9).getFirst();
    }

    private static long updates() {
        return Long.parseLong(PG.ask("select count(*) from asset_event"));
    }

    private static DagSpec watching(String path, String... assets) {
        DagSpec dag = Samples.dag("load", "a");
        List<Watch> watches = List.of(assets).stream()
                .map(asset -> new Watch(
                        new AssetName(asset), new OperatorCall("wait_for_file", Map.of("path", path), Set.of())))
                .toList();
        Schedule schedule = new Schedule.Manual().triggeredBy(null, null, watches);
        return new DagSpec(dag.id(), dag.about(), schedule, dag.params(), dag.policy(), dag.groups(), dag.tasks());
    }
}
