package dev.downbeat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.Leases;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What leases promise, whatever keeps them.
public abstract class LeasesContract {
    private static final Instant AT = Instant.parse("2026-03-29T00:59:59Z");
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Shard ONE = new Shard(1);
    private static final Shard TWO = new Shard(2);
    private static final Set<Shard> ALL =
            IntStream.range(0, Shard.SHARED).mapToObj(Shard::new).collect(Collectors.toUnmodifiableSet());

    private StoreSubject store;
    private Leases leases;
    private DagVersion version;
    private Epoch first;
    private Epoch second;

    /// A fresh, empty store.
    protected abstract StoreSubject subject();

    @BeforeEach
    void register_two_schedulers() {
        store = subject();
        leases = store.leases();
        version = store.register(Samples.dag("etl", "extract"));
        first = leases.register("first", LEASE);
        second = leases.register("second", LEASE);
    }

    @Test
    void a_shard_goes_to_who_asks_first_and_stays_there() {
        assertThat(leases.acquire(first, Set.of(ONE), false)).containsExactly(ONE);

        assertThat(leases.acquire(second, Set.of(ONE, TWO), false)).containsExactly(TWO);
        assertThat(leases.acquire(first, Set.of(ONE, TWO), false)).containsExactly(ONE);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void what_is_held_counts_even_when_it_is_not_asked_for() {
        leases.acquire(first, Set.of(ONE), false);

        assertThat(leases.acquire(first, Set.of(TWO), false)).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(leases.acquire(first, Set.of(), false)).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void a_lease_that_ran_out_is_taken_over_and_its_holder_fenced() {
        leases.acquire(first, Set.of(ONE, TWO), false);
        store.expire(first);

        assertThat(leases.acquire(second, Set.of(ONE), false)).containsExactly(ONE);
        assertThat(leases.renew(first, LEASE)).isFalse();
        assertThat(leases.acquire(first, Set.of(ONE, TWO), true)).isEmpty();
        assertThatThrownBy(() -> leases.foreground(first)).isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> store.journal().commit(first, List.of())).isInstanceOf(FencedException.class);
        assertThat(leases.acquire(second, Set.of(ONE, TWO), false)).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void a_lease_that_ran_out_is_good_again_after_a_renewal_that_came_before_others() {
        leases.acquire(first, Set.of(ONE), false);
        store.expire(first);

        assertThat(leases.renew(first, LEASE)).isTrue();
        assertThat(leases.acquire(second, Set.of(ONE), false)).isEmpty();
        store.journal().commit(first, List.of());
    }

    @Test
    void a_lease_that_ran_out_is_left_alone_while_nobody_wants_its_shards() {
        leases.acquire(first, Set.of(ONE), false);
        store.expire(first);
        leases.acquire(second, Set.of(TWO), true);

        assertThat(leases.renew(first, LEASE)).isTrue();
    }

    @Test
    void the_shards_of_a_dead_process_are_taken_at_once() {
        leases.acquire(first, Set.of(ONE), false);
        store.kill(first);

        assertThat(leases.acquire(second, Set.of(ONE), false)).containsExactly(ONE);
        assertThatThrownBy(() -> store.journal().commit(first, List.of())).isInstanceOf(FencedException.class);
    }

    @Test
    void released_shards_are_free_and_who_released_them_writes_no_more() {
        leases.acquire(first, Set.of(ONE, TWO), false);
        leases.release(first);

        assertThat(leases.acquire(second, Set.of(ONE, TWO), false)).containsExactlyInAnyOrder(ONE, TWO);
        assertThatThrownBy(() -> store.journal().commit(first, List.of())).isInstanceOf(FencedException.class);
    }

    @Test
    void a_server_that_comes_later_gets_its_share_of_the_shards_that_are_idle() {
        store.expire(second);
        assertThat(leases.acquire(first, ALL, true)).hasSize(Shard.SHARED);
        assertThat(leases.surplus(first)).isEmpty();
        Epoch third = leases.register("third", LEASE);
        assertThat(leases.acquire(third, ALL, true)).isEmpty();

        Set<Shard> surplus = leases.surplus(first);

        assertThat(surplus).hasSize(Shard.SHARED / 2);
        Set<Shard> rest = leases.give(first, surplus);
        assertThat(rest).hasSize(Shard.SHARED / 2).doesNotContainAnyElementsOf(surplus);
        assertThat(leases.acquire(third, ALL, true)).containsExactlyInAnyOrderElementsOf(surplus);
        assertThat(leases.acquire(first, ALL, true)).containsExactlyInAnyOrderElementsOf(rest);
        assertThat(leases.surplus(first)).isEmpty();
        store.journal().commit(first, List.of());
    }

    @Test
    void what_a_server_left_goes_to_those_that_live_beyond_what_was_their_share() {
        leases.acquire(first, ALL, true);
        leases.give(first, leases.surplus(first));
        leases.acquire(second, ALL, true);
        store.kill(second);

        assertThat(leases.acquire(first, ALL, true)).hasSize(Shard.SHARED);
    }

    @Test
    void shards_with_something_to_do_are_not_given_away() {
        store.expire(second);
        leases.acquire(first, ALL, true);
        leases.register("third", LEASE);
        store.journal().commit(first, List.of(run(1, new Shard(63)), run(2, new Shard(62))));
        assertThat(leases.surplus(first)).doesNotContain(new Shard(63), new Shard(62));
        var end = new JournalEntry.RunMoved(new RunId(1), DagRunState.SUCCESS, AT, AT, null);
        store.journal().commit(first, List.of(end));
        store.ask(new RunId(1), new RunCommand.Cancel());

        assertThat(leases.surplus(first)).doesNotContain(new Shard(63));
        assertThat(leases.give(first, ALL)).containsExactlyInAnyOrder(new Shard(63), new Shard(62));
    }

    @Test
    void a_process_with_a_foreground_run_takes_no_part_in_the_sharing() {
        leases.foreground(second);

        assertThat(leases.acquire(first, ALL, false)).hasSize(Shard.SHARED);
        assertThat(leases.surplus(first)).isEmpty();
    }

    @Test
    void foreground_shards_are_apart_from_the_shared_ones_and_from_each_other() {
        Shard one = leases.foreground(first);
        Shard other = leases.foreground(first);

        assertThat(one).isNotEqualTo(other);
        assertThat(List.of(one, other))
                .allSatisfy(shard -> assertThat(shard.value()).isGreaterThanOrEqualTo(Shard.SHARED));
        assertThat(leases.acquire(second, Set.of(), true)).isEmpty();
    }

    @Test
    void an_unfinished_foreground_run_left_behind_is_taken_by_who_takes_orphans() {
        Shard shard = leases.foreground(first);
        Shard idle = leases.foreground(first);
        store.journal().commit(first, List.of(run(1, shard)));
        store.kill(first);

        assertThat(leases.acquire(second, Set.of(ONE), false)).containsExactly(ONE);
        assertThat(leases.acquire(second, Set.of(ONE), true)).containsExactlyInAnyOrder(ONE, shard);
        assertThat(shard).isNotEqualTo(idle);
    }

    @Test
    void a_foreground_shard_goes_when_its_runs_are_finished() {
        Shard shard = leases.foreground(first);
        var end = new JournalEntry.RunMoved(new RunId(1), DagRunState.SUCCESS, AT, AT, null);
        store.journal().commit(first, List.of(run(1, shard), end));
        leases.release(first);

        assertThat(leases.acquire(second, Set.of(), true)).isEmpty();
    }

    @Test
    void an_unfinished_foreground_run_that_was_released_is_an_orphan_too() {
        Shard shard = leases.foreground(first);
        store.journal().commit(first, List.of(run(1, shard)));
        leases.release(first);

        assertThat(leases.acquire(second, Set.of(), true)).containsExactly(shard);
    }

    private JournalEntry run(int id, Shard shard) {
        var interval = RunSpec.Interval.at(AT);
        var spec = new RunSpec(
                new RunId(id), version.spec().id(), version.id(), shard, RunType.FOREGROUND, interval, Map.of());
        return new JournalEntry.RunCreated(spec, AT, null);
    }
}
