package dev.downbeat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.JournalEntry.MapSized;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InMemoryFaultsTest {
    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Epoch epoch = store.leases().register("test", Duration.ofSeconds(10));

    @Test
    void a_commit_can_fail_before_or_after_it_was_applied() {
        store.journal().failNext(InMemoryJournal.Fault.BEFORE_APPLYING);
        store.journal().failNext(InMemoryJournal.Fault.AFTER_APPLYING);

        assertThatThrownBy(() -> commit(created(1))).isInstanceOf(DownbeatException.class);
        assertThat(store.run(new RunId(1))).isEmpty();
        assertThatThrownBy(() -> commit(created(1))).isInstanceOf(DownbeatException.class);
        assertThat(store.run(new RunId(1))).isPresent();
        commit(created(2));
        assertThat(store.commits()).hasSize(2);
    }

    @Test
    void a_parked_commit_that_is_fenced_meanwhile_writes_nothing() {
        ParkedCommit parked = store.journal().parkNext();
        var commit = CompletableFuture.runAsync(
                () -> commit(created(1)), task -> Thread.ofVirtual().start(task));
        parked.awaitReached();
        store.leases().fence(epoch);
        parked.release();

        assertThatThrownBy(commit::join).hasCauseInstanceOf(FencedException.class);
        assertThat(store.run(new RunId(1))).isEmpty();
    }

    @Test
    void a_lease_runs_out_with_the_virtual_clock() {
        store.leases().acquire(epoch, Set.of(new Shard(1)), false);
        Epoch other = store.leases().register("other", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(10));
        assertThat(store.leases().acquire(other, Set.of(new Shard(1)), false)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(store.leases().acquire(other, Set.of(new Shard(1)), false)).hasSize(1);
    }

    @Test
    void entries_that_are_not_folded_are_refused() {
        var sized = new MapSized(new RunId(1), new TaskId("a"), 1);

        assertThatThrownBy(() -> commit(sized, sized)).hasMessageContaining("not folded");
    }

    @Seeds(5)
    void the_same_seed_gives_the_same_values(long seed) {
        Gen<List<String>> gen = Gen.text(30).listOf(0, 20);

        assertThat(gen.next(Gen.random(seed))).isEqualTo(gen.next(Gen.random(seed)));
    }

    private void commit(JournalEntry... entries) {
        store.journal().commit(epoch, List.of(entries));
    }

    private RunCreated created(int id) {
        var version = store.register(Samples.dag("etl", "a"));
        var run = new RunId(id);
        var interval = RunSpec.Interval.at(clock.instant());
        var spec = new RunSpec(
                run,
                version.spec().id(),
                version.id(),
                Shard.of(version.spec().id()),
                RunType.MANUAL,
                interval,
                Map.of());
        return new RunCreated(spec, clock.instant(), null);
    }
}
