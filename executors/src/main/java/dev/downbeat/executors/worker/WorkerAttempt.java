package dev.downbeat.executors.worker;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.attempt.AttemptRunner;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.RunningAttempt;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.executors.remote.FleetTalk.Begin;
import dev.downbeat.executors.remote.FleetTalk.Task;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.executors.wire.WorkOrder;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.sdk.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One attempt at a worker, from its task to the report of its end. One thread looks after it ([#run]); the
/// task's code has one of its own.
final class WorkerAttempt {
    private static final System.Logger LOGGER = System.getLogger(WorkerAttempt.class.getName());
    private static final Duration MIRROR = Duration.ofMillis(200);

    private final Task task;
    private final WorkOrder work;
    private final AttemptLink link;
    private final Shared shared;
    private final AtomicReference<@Nullable StopReason> stopped = new AtomicReference<>();
    private final AtomicReference<@Nullable RunningAttempt> running = new AtomicReference<>();

    /// What the attempts of a worker share.
    ///
    /// @param serverArtifacts the server's folder of artifacts
    /// @param serverDags      the server's folder of DAG files
    record Shared(WorkerTools tools, DagPlaces dags, String serverArtifacts, String serverDags) {}

    WorkerAttempt(Task task, AttemptLink link, Shared shared) {
        this.task = task;
        this.work = Json.read(task.work(), WorkOrder.class);
        this.link = link;
        this.shared = shared;
    }

    AttemptId id() {
        return work.attempt();
    }

    /// Tells the attempt to stop; only the first reason counts.
    void stop(StopReason reason) {
        boolean ignored = stopped.compareAndSet(null, reason);
        RunningAttempt now = running.get();
        if (now != null) {
            now.stop(reason);
        }
    }

    /// Returns when its end is reported, or it is no longer this worker's.
    void run() {
        try {
            Order order = work.on(shared.dags().of(task.version(), link, shared.serverDags()));
            var files = new LocalFiles(
                    link, shared.serverArtifacts(), shared.tools().artifacts(), order);
            var mirror = new Mirror(link, shared.tools().logs(), shared.tools().artifacts(), order);
            try {
                Begin begin = link.begin();
                mirror.begin(shared.tools().artifacts(), begin);
                Ended ended = execute(order, files, mirror);
                files.upload(); // the server has what it left before it hears of the end
                link.end(Ending.of(files.asServed(ended)));
            } finally {
                files.remove();
                mirror.remove();
            }
        } catch (DownbeatException e) {
            refused(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.ERROR, "attempt " + id() + " failed at this worker", e);
            failed(e);
        }
    }

    private void refused(DownbeatException e) {
        if (e.code() == ErrorCode.CONFLICT) {
            LOGGER.log(System.Logger.Level.INFO, "Attempt {0} is no longer this worker''s; dropped", id());
        } else {
            LOGGER.log(System.Logger.Level.ERROR, "attempt " + id() + " failed at this worker", e);
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        String message = "the worker could not do it: " + (e.getMessage() == null ? e.toString() : e.getMessage());
        try {
            link.end(Ending.of(Ended.with(new Outcome.Failed(Failure.of(ErrorCode.INTERNAL, message), true))));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (DownbeatException gone) {
            LOGGER.log(System.Logger.Level.INFO, "Its end was not taken: {0}", gone.text());
        }
    }

    private Ended execute(Order order, LocalFiles files, Mirror mirror) throws InterruptedException {
        var end = new CompletableFuture<Ended>();
        try (var runner = new AttemptRunner(shared.tools().of(link, files))) {
            RunningAttempt attempt = runner.prepare(own(order, files), listener(end));
            running.set(attempt);
            StopReason reason = stopped.get();
            if (reason != null) {
                attempt.stop(reason);
            }
            var threads = runner.onlyWaits(order)
                    ? Thread.ofVirtual()
                    : Thread.ofPlatform().daemon();
            threads.name("task-" + order.attempt()).start(attempt::run);
            Ended ended = null;
            while (ended == null) {
                ended = within(end, MIRROR);
                mirror.send();
            }
            return ended;
        }
    }

    /// With the files of its item here.
    private static Order own(Order order, LocalFiles files) {
        return new Order(
                order.attempt(),
                order.tryNumber(),
                order.run(),
                order.version(),
                order.task(),
                files.fetched(order.item()),
                order.waiting());
    }

    private static Listener listener(CompletableFuture<Ended> end) {
        return new Listener() {
            @Override
            public void started(AttemptId attempt) {}

            @Override
            public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
                end.complete(new Ended(outcome, xcoms));
            }
        };
    }

    private static @Nullable Ended within(CompletableFuture<Ended> end, Duration time) throws InterruptedException {
        try {
            return end.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("ends do not fail", e);
        }
    }
}
