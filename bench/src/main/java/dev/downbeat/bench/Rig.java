package dev.downbeat.bench;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.Ownership;
import dev.downbeat.engine.Scheduler;
import dev.downbeat.engine.SchedulerPorts;
import dev.downbeat.engine.SchedulerSettings;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Expander;
import dev.downbeat.model.About;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.store.Database;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.journal.PgJournal;
import dev.downbeat.store.journal.PgLeases;
import dev.downbeat.store.journal.PgPools;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.store.runs.RunRequests;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// A scheduler on a real store, with an executor whose attempts do nothing, each on a virtual thread of its
/// own.
final class Rig implements AutoCloseable {
    private final PgJournal journal;
    private final Scheduler scheduler;
    private final PgDags dags;
    private final RunRequests requests;

    Rig(Database database) {
        journal = new PgJournal(database);
        dags = new PgDags(database);
        requests = new RunRequests(database);
        var ports = new SchedulerPorts(
                journal,
                new PgRunLog(database),
                new PgLeases(database),
                new PgPools(database),
                List.of(new Noop()),
                (_, _, _) -> new Expander.Items(List.of(), List.of()),
                InstantSource.system());
        scheduler = new Scheduler(
                ports,
                new SchedulerSettings(
                        "bench", 512, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMillis(100)));
        scheduler.start(Ownership.server());
    }

    /// A DAG of trivial tasks one after the other.
    DagVersion chain(String id, int length) {
        var tasks = new ArrayList<TaskSpec>();
        for (int i = 0; i < length; i++) {
            tasks.add(TaskSpec.of(new TaskId("t" + i), new OperatorCall("noop", Map.of(), Set.of()))
                    .withNeeds(i == 0 ? List.of() : List.of(Need.of(new TaskId("t" + (i - 1))))));
        }
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/bench/" + id + ".yaml", ""));
        var policy = RunPolicy.DEFAULT.withMaxActiveRuns(100_000);
        return dags.register(
                new DagSpec(new DagId(id), about, new Schedule.Manual(), Map.of(), policy, List.of(), tasks), "");
    }

    /// Runs so many runs at once to their end.
    ///
    /// @return how long it took
    Duration run(DagVersion version, int runs) throws InterruptedException {
        List<RunSpec> specs = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            RunId id = requests.nextId();
            specs.add(new RunSpec(
                    id,
                    version.spec().id(),
                    version.id(),
                    Shard.of(version.spec().id()),
                    RunType.MANUAL,
                    RunSpec.Interval.at(Instant.now()),
                    Map.of()));
        }
        var ended = new CountDownLatch(runs);
        scheduler.onRunEnded((_, _) -> ended.countDown());
        long start = System.nanoTime();
        var accepted =
                specs.stream().map(spec -> scheduler.submit(spec, version)).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(accepted).join();
        ended.await();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws SQLException {
        scheduler.close();
        journal.close();
    }

    private static final class Noop implements Executor {
        @Override
        public String name() {
            return "local";
        }

        @Override
        public void submit(Order order, Listener listener) {
            Thread.ofVirtual().start(() -> {
                listener.started(order.attempt());
                listener.ended(order.attempt(), new Outcome.Succeeded(), Map.of());
            });
        }

        @Override
        public void cancel(AttemptId attempt) {}

        @Override
        public void close() {}
    }
}
