package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Expander;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.testkit.InMemoryStore;
import dev.downbeat.testkit.Samples;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Two servers of one store.
class ShardSharingTest {
    private static final int PATIENCE_SECONDS = 30;
    private static final int RUNS = 600;
    private static final Duration BETWEEN = Duration.ofMillis(4);

    private final InstantSource clock = InstantSource.system();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final ConcurrentLinkedQueue<AttemptId> executed = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(RUNS);
    private final List<DagVersion> dags = new ArrayList<>();

    @Test
    void a_server_that_comes_later_takes_its_share_while_runs_come_in_and_none_is_lost_or_driven_twice()
            throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            dags.add(store.register(Samples.dag("dag" + i, "extract")));
        }
        Epoch askers = store.leases().register("askers", Duration.ZERO);
        try (Scheduler first = scheduler("first");
                Scheduler second = scheduler("second")) {
            first.start(Ownership.server());
            assertThat(first.shards()).hasSize(Shard.SHARED);
            second.start(Ownership.server());
            for (int i = 0; i < RUNS; i++) {
                submit(first, run(i), askers);
                LockSupport.parkNanos(BETWEEN.toNanos());
            }

            assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            until(() ->
                    first.shards().size() == Shard.SHARED / 2 && second.shards().size() == Shard.SHARED / 2);
            assertThat(first.shards()).doesNotContainAnyElementsOf(second.shards());
        }
        assertThat(executed).doesNotHaveDuplicates().hasSize(RUNS);
    }

    @Test
    void who_stops_leaves_its_shards_to_the_other() {
        try (Scheduler second = scheduler("second")) {
            try (Scheduler first = scheduler("first")) {
                first.start(Ownership.server());
                second.start(Ownership.server());
                until(() -> second.shards().size() == Shard.SHARED / 2);
            }

            second.wake();

            until(() -> second.shards().size() == Shard.SHARED);
        }
    }

    /// As the program does: what this server does not take is stored for the other one to find.
    private void submit(Scheduler scheduler, RunSpec run, Epoch askers) {
        DagVersion version = store.runLog().version(run.version());
        scheduler
                .submit(run, version)
                .exceptionally(refused -> {
                    assertThat(refused).isInstanceOf(NotAcceptedException.class);
                    store.journal().commit(askers, List.of(new JournalEntry.RunCreated(run, clock.instant(), null)));
                    return null;
                })
                .join();
    }

    private RunSpec run(int number) {
        DagVersion version = dags.get(number % dags.size());
        var now = RunSpec.Interval.at(clock.instant());
        var dag = version.spec().id();
        return new RunSpec(new RunId(number + 1L), dag, version.id(), Shard.of(dag), RunType.MANUAL, now, Map.of());
    }

    private Scheduler scheduler(String owner) {
        var ports = new SchedulerPorts(
                store.journal(),
                store.runLog(),
                store.leases(),
                store.pools(),
                List.of(new Quick()),
                (_, _, _) -> new Expander.Items(List.of(), List.of()),
                clock);
        var settings =
                new SchedulerSettings(owner, 8, Duration.ofSeconds(4), Duration.ofMillis(20), Duration.ofMillis(10));
        var scheduler = new Scheduler(ports, settings);
        scheduler.onRunEnded((_, _) -> ended.countDown());
        return scheduler;
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the time for it").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /// Succeeds at once.
    private final class Quick implements Executor {
        @Override
        public String name() {
            return "local";
        }

        @Override
        public void submit(Order order, Listener listener) {
            executed.add(order.attempt());
            listener.ended(order.attempt(), new Outcome.Succeeded(), Map.of());
        }

        @Override
        public void cancel(AttemptId attempt) {}

        @Override
        public void close() {}
    }
}
