package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Expander;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagSpec;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A real scheduler with an executor whose attempts go on without it.
class OutlivingExecutorTest {
    private static final RunId RUN = new RunId(1);

    private final InstantSource clock = InstantSource.system();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Far far = new Far();

    @Test
    void a_scheduler_that_lost_its_lease_lets_attempts_go_and_takes_them_over_again() {
        try (Scheduler scheduler = scheduler()) {
            scheduler.start(Ownership.server());
            submit(scheduler);
            until(() -> far.submitted.size() == 1);

            store.leases().kill(new Epoch(1));

            until(() -> far.submitted.size() == 2);
            assertThat(far.submitted).containsOnly(far.submitted.peek());
            assertThat(far.letGo).containsExactly(far.submitted.peek());
            assertThat(far.cancelled).isEmpty();
            far.end();
            until(this::succeeded);
            until(() -> far.settled.size() == 1);
        }
    }

    @Test
    void a_scheduler_that_stops_leaves_attempts_to_the_next_one() {
        try (Scheduler first = scheduler()) {
            first.start(Ownership.server());
            submit(first);
            until(() -> far.submitted.size() == 1);
        }
        assertThat(far.cancelled).isEmpty();
        try (Scheduler second = scheduler()) {
            second.start(Ownership.server());
            until(() -> far.submitted.size() == 2);
            far.end();
            until(this::succeeded);
        }
        assertThat(far.submitted).containsOnly(far.submitted.peek());
    }

    private boolean succeeded() {
        return store.run(RUN).orElseThrow().row().state() == DagRunState.SUCCESS;
    }

    private void submit(Scheduler scheduler) {
        DagSpec dag = Samples.dag("far", "a");
        var placed = new DagSpec(
                dag.id(),
                dag.about(),
                dag.schedule(),
                dag.params(),
                dag.policy(),
                dag.groups(),
                dag.tasks().stream()
                        .map(task -> task.withPlacement(task.placement().withExecutor(Far.NAME)))
                        .toList());
        DagVersion version = store.register(placed);
        var now = RunSpec.Interval.at(clock.instant());
        var run = new RunSpec(RUN, dag.id(), version.id(), Shard.of(dag.id()), RunType.MANUAL, now, Map.of());
        scheduler.submit(run, version).join();
    }

    private Scheduler scheduler() {
        var ports = new SchedulerPorts(
                store.journal(),
                store.runLog(),
                store.leases(),
                store.pools(),
                List.of(far),
                (_, _, _) -> new Expander.Items(List.of(), List.of()),
                clock);
        return new Scheduler(
                ports,
                new SchedulerSettings("it", 8, Duration.ofSeconds(3), Duration.ofMillis(50), Duration.ofMillis(10)));
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    /// Attempts go on here until the test ends them.
    private static final class Far implements Executor {
        static final String NAME = "far";

        private final ConcurrentLinkedQueue<AttemptId> submitted = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<AttemptId> cancelled = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<AttemptId> letGo = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<AttemptId> settled = new ConcurrentLinkedQueue<>();
        private final Map<AttemptId, Listener> listeners = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean outlives() {
            return true;
        }

        @Override
        public void submit(Order order, Listener listener) {
            listeners.put(order.attempt(), listener);
            submitted.add(order.attempt());
        }

        @Override
        public void cancel(AttemptId attempt) {
            cancelled.add(attempt);
        }

        @Override
        public void letGo(AttemptId attempt) {
            letGo.add(attempt);
        }

        @Override
        public void settled(AttemptId attempt, int look) {
            settled.add(attempt);
        }

        void end() {
            listeners.forEach((attempt, listener) -> listener.ended(attempt, new Outcome.Succeeded(), Map.of()));
        }

        @Override
        public void close() {}
    }
}
