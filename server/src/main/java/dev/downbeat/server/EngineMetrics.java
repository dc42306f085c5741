package dev.downbeat.server;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.TaskState;
import dev.downbeat.runtime.EngineMeters;
import dev.downbeat.runtime.MeterListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;

/// What the engine does: how much, how quickly, and what fails.
final class EngineMetrics implements MeterListener {
    /// From a hop to a long task.
    private static final Duration[] BUCKETS = DoubleStream.of(
                    0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5, 30, 120, 600, 3600)
            .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Timer commits;
    private final DistributionSummary entries;
    private final Counter failures;
    private final Counter fenced;
    private final Timer lag;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    EngineMetrics(MeterRegistry registry) {
        this.registry = registry;
        commits = timer("downbeat.journal.commit", "Journal commits").register(registry);
        entries = DistributionSummary.builder("downbeat.journal.entries")
                .description("Entries in a journal commit")
                .register(registry);
        failures = commitFailures("database");
        fenced = commitFailures("fenced");
        lag = timer("downbeat.schedule.lag", "How late runs of schedules are made")
                .register(registry);
    }

    private Counter commitFailures(String reason) {
        return Counter.builder("downbeat.journal.failures")
                .description("Journal commits that failed; those for the database's sake are repeated")
                .tag("reason", reason)
                .register(registry);
    }

    private static Timer.Builder timer(String name, String text) {
        return Timer.builder(name).description(text).serviceLevelObjectives(BUCKETS);
    }

    void bind(EngineMeters meters) {
        for (TaskState state : TaskState.values()) {
            FunctionCounter.builder("downbeat.task.transitions", meters, m -> m.taskMoves(state))
                    .description("Task instances that came into a state")
                    .tag("state", state.word())
                    .register(registry);
            if (state.terminal()) {
                taskTimer("downbeat.task.wait", state);
                taskTimer("downbeat.task.duration", state);
            }
        }
        for (DagRunState state : DagRunState.values()) {
            FunctionCounter.builder("downbeat.run.transitions", meters, m -> m.runMoves(state))
                    .description("Runs that came into a state")
                    .tag("state", state.word())
                    .register(registry);
            if (state.terminal()) {
                runTimer(state);
            }
        }
        meters.executors().forEach(executor -> executor(meters, executor));
        meters.listen(this);
    }

    private void executor(EngineMeters meters, String executor) {
        Gauge.builder("downbeat.attempts.queued", meters, m -> m.queuedAttempts(executor))
                .description("Attempts that wait in an executor")
                .tag("executor", executor)
                .register(registry);
        Gauge.builder("downbeat.attempts.running", meters, m -> m.runningAttempts(executor))
                .description("Attempts being executed")
                .tag("executor", executor)
                .register(registry);
    }

    private Timer taskTimer(String name, TaskState state) {
        return timers.computeIfAbsent(
                name + state.word(),
                _ -> timer(
                                name,
                                name.endsWith("wait")
                                        ? "From when a task instance was queued to its start"
                                        : "From the start of a task instance to its end")
                        .tag("state", state.word())
                        .register(registry));
    }

    private Timer runTimer(DagRunState state) {
        return timers.computeIfAbsent(
                "run" + state.word(),
                _ -> timer("downbeat.run.duration", "From the start of a run to its end")
                        .tag("state", state.word())
                        .register(registry));
    }

    @Override
    public void committed(Duration took, int count) {
        commits.record(took);
        entries.record(count);
    }

    @Override
    public void commitFailed(boolean byFence) {
        (byFence ? fenced : failures).increment();
    }

    @Override
    public void taskEnded(TaskState state, Duration waited, Duration ran) {
        taskTimer("downbeat.task.wait", state).record(waited);
        taskTimer("downbeat.task.duration", state).record(ran);
    }

    @Override
    public void runEnded(DagRunState state, Duration ran) {
        runTimer(state).record(ran);
    }

    @Override
    public void attemptStarted(String executor, Duration waited) {
        timers.computeIfAbsent(
                        "start" + executor,
                        _ -> timer("downbeat.attempt.wait", "From when an executor got an attempt to its start")
                                .tag("executor", executor)
                                .register(registry))
                .record(waited);
    }

    @Override
    public void attemptEnded(String executor, String outcome, Duration ran) {
        timers.computeIfAbsent(
                        "end" + executor + " " + outcome,
                        _ -> timer("downbeat.attempt.duration", "From the start of an attempt to its end")
                                .tag("executor", executor)
                                .tag("outcome", outcome)
                                .register(registry))
                .record(ran);
    }

    @Override
    public void tickFired(Duration late) {
        lag.record(late);
    }

    @Override
    public void alertTried(String outcome) {
        counters.computeIfAbsent(
                        outcome,
                        _ -> Counter.builder("downbeat.alerts.tries")
                                .description("Tries to send an alert")
                                .tag("outcome", outcome)
                                .register(registry))
                .increment();
    }
}
