package dev.downbeat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.engine.port.Pools.Ask;
import dev.downbeat.engine.port.Pools.Share;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.Pool;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the sharing of pools promises, whatever keeps the claims.
public abstract class PoolsContract {
    private static final Duration LEASE = Duration.ofMinutes(10);

    private StoreSubject store;
    private Pools pools;
    private Epoch first;
    private Epoch second;

    /// A fresh, empty store.
    protected abstract StoreSubject subject();

    @BeforeEach
    void make_a_pool_of_four() {
        store = subject();
        pools = store.pools();
        store.set(new Pool("gpu", 4, true, "Cards"));
        first = store.leases().register("first", LEASE);
        second = store.leases().register("second", LEASE);
    }

    @Test
    void who_asks_first_gets_what_is_needed() {
        assertThat(limit(first, 0, 3)).isEqualTo(3);
        assertThat(limit(second, 0, 1)).isEqualTo(1);
    }

    @Test
    void no_more_is_given_than_there_is() {
        assertThat(limit(first, 0, 10)).isEqualTo(4);
        assertThat(limit(second, 0, 10)).isZero();
        assertThat(limit(first, 4, 10)).isEqualTo(2);
        assertThat(limit(second, 0, 10)).as("not given back yet").isZero();
        assertThat(limit(first, 3, 10)).isEqualTo(2);
        assertThat(limit(second, 0, 10)).isEqualTo(1);
    }

    @Test
    void a_claim_ends_with_its_epoch() {
        limit(first, 0, 4);
        store.leases().release(first);

        assertThat(limit(second, 0, 4)).isEqualTo(4);
        assertThatThrownBy(() -> limit(first, 0, 1)).isInstanceOf(FencedException.class);
    }

    @Test
    void who_is_no_longer_heard_of_loses_its_claim_and_can_hand_out_nothing_more() {
        limit(first, 0, 4);
        store.expire(first);

        assertThat(limit(second, 0, 4)).isEqualTo(4);
        assertThatThrownBy(() -> limit(first, 4, 4)).isInstanceOf(FencedException.class);
    }

    @Test
    void a_dead_process_loses_its_claim_at_once() {
        limit(first, 0, 4);
        store.kill(first);

        assertThat(limit(second, 0, 4)).isEqualTo(4);
    }

    @Test
    void a_pool_that_is_not_there_has_no_share() {
        assertThat(pools.settle(first, Map.of("nowhere", new Ask(0, 1, 0, 1)))).isEmpty();
    }

    @Test
    void a_pool_tells_what_it_is() {
        Share share = pools.settle(first, Map.of("gpu", new Ask(0, 1, 0, 1))).get("gpu");

        assertThat(share).isEqualTo(new Share(1, false, new Pools.Total(4, true)));
    }

    @Test
    void a_pool_that_became_smaller_takes_nothing_away_and_gives_nothing() {
        limit(first, 0, 4);
        store.set(new Pool("gpu", 2, false, ""));

        assertThat(limit(first, 4, 10)).isEqualTo(2);
        assertThat(limit(second, 0, 1)).isZero();
        assertThat(limit(first, 3, 10)).as("one is left for the other").isEqualTo(1);
    }

    private int limit(Epoch epoch, int used, int need) {
        Map<String, Share> shares = pools.settle(epoch, Map.of("gpu", new Ask(used, need, 0, 1)));
        return Objects.requireNonNull(shares.get("gpu")).limit();
    }
}
