package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Expander;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.VersionId;
import dev.downbeat.testkit.InMemoryJournal;
import dev.downbeat.testkit.InMemoryStore;
import dev.downbeat.testkit.Samples;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A scheduler that was away while another one took its shards over comes back with what it had read before.
class StaleScanTest {
    private static final int PATIENCE_SECONDS = 20;

    private final InMemoryStore store = new InMemoryStore(InstantSource.system());
    private final Noted executed = new Noted();
    private final Parked runLog = new Parked(store.runLog());
    private final DagVersion version = store.register(Samples.dag("etl", "extract"));
    private final Shard shard = Shard.of(version.spec().id());
    private final Scheduler scheduler = new Scheduler(
            new SchedulerPorts(
                    store.journal(),
                    runLog,
                    store.leases(),
                    store.pools(),
                    List.of(executed),
                    (_, _, _) -> new Expander.Items(List.of(), List.of()),
                    InstantSource.system()),
            new SchedulerSettings("away", 4, Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(20)));
    private Epoch other = new Epoch(1);

    @BeforeEach
    void a_run_waits_in_the_journal() {
        Epoch earlier = store.leases().register("earlier", Duration.ofMinutes(1));
        store.journal()
                .commit(
                        earlier,
                        List.of(new JournalEntry.RunCreated(
                                run(1), InstantSource.system().instant(), null)));
    }

    @AfterEach
    void close() {
        runLog.goOn.countDown();
        scheduler.close();
    }

    @Test
    void a_run_read_before_another_took_over_is_not_driven() throws InterruptedException {
        scheduler.start(Ownership.server());
        assertThat(runLog.read.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        otherTakesOver();
        scheduler
                .submit(run(2), version)
                .handle((_, refused) -> assertThat(refused).isNotNull())
                .join();

        runLog.goOn.countDown();

        assertThat(executed.first.await(500, TimeUnit.MILLISECONDS))
                .as("executes a run of a shard that another one owns")
                .isFalse();
        assertThat(store.run(new RunId(1)).orElseThrow().row().state()).isEqualTo(DagRunState.QUEUED);
    }

    @Test
    void a_run_submitted_for_a_shard_that_another_took_over_is_refused() throws InterruptedException {
        runLog.goOn.countDown();
        scheduler.start(Ownership.server());
        assertThat(executed.first.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        otherTakesOver();
        scheduler
                .submit(run(2), version)
                .handle((_, refused) -> assertThat(refused).isNotNull())
                .join();

        var again = scheduler.submit(run(3), version);

        assertThat(again.handle((_, refused) -> refused).join()).isNotNull().isNotInstanceOf(CompletionException.class);
        assertThat(store.run(new RunId(3))).isEmpty();
    }

    @Test
    void a_scheduler_that_began_anew_is_healthy_also_when_it_has_nothing_to_write() throws InterruptedException {
        runLog.goOn.countDown();
        scheduler.start(Ownership.server());
        assertThat(executed.first.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        store.journal().failNext(InMemoryJournal.Fault.BEFORE_APPLYING);
        otherTakesOver();
        scheduler
                .submit(run(2), version)
                .handle((_, refused) -> assertThat(refused).isNotNull())
                .join();

        // it takes its turns all the time, and tells how it is after each
        assertThat(new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS)).isFalse();

        assertThat(scheduler.shards()).doesNotContain(shard);
        assertThat(scheduler.stats().healthy()).isTrue();
    }

    private void otherTakesOver() {
        other = store.leases().register("other", Duration.ofMinutes(10));
        long before = other.value() - 1;
        store.leases().expire(new Epoch(before));
        assertThat(store.leases().acquire(other, Ownership.server().wanted(), true))
                .contains(shard);
    }

    private RunSpec run(long id) {
        var now = RunSpec.Interval.at(InstantSource.system().instant());
        return new RunSpec(new RunId(id), version.spec().id(), version.id(), shard, RunType.MANUAL, now, Map.of());
    }

    /// Reads, and then stands still.
    private static final class Parked implements RunLog {
        private final RunLog log;
        private final CountDownLatch read = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        Parked(RunLog log) {
            this.log = log;
        }

        @Override
        public List<StoredRun> unfinished(Set<Shard> shards, Set<RunId> known, int limit) {
            List<StoredRun> found = log.unfinished(shards, known, limit);
            read.countDown();
            try {
                goOn.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return found;
        }

        @Override
        public Optional<StoredRun> run(RunId run) {
            return log.run(run);
        }

        @Override
        public List<StoredCommand> commands(Set<Shard> shards, int limit) {
            return log.commands(shards, limit);
        }

        @Override
        public Optional<StoredRun> before(RunId run) {
            return log.before(run);
        }

        @Override
        public DagVersion version(VersionId id) {
            return log.version(id);
        }
    }

    /// Notes that it was given something.
    private static final class Noted implements Executor {
        private final CountDownLatch first = new CountDownLatch(1);

        @Override
        public String name() {
            return "local";
        }

        @Override
        public void submit(Order order, Listener listener) {
            first.countDown();
        }

        @Override
        public void cancel(AttemptId attempt) {}

        @Override
        public void close() {}
    }
}
