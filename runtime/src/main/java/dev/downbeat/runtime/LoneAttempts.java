package dev.downbeat.runtime;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.attempt.AttemptRunner;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.RunningAttempt;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.model.AttemptId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Executes attempts that belong to no run's tasks: of notifiers and of watches.
final class LoneAttempts implements AutoCloseable {
    private final AttemptRunner runner;
    private final Set<RunningAttempt> underWay = ConcurrentHashMap.newKeySet();

    LoneAttempts(AttemptRunner runner) {
        this.runner = runner;
    }

    /// Blocks until it has ended.
    ///
    /// @param more variables for its templates, beside those of a task or in place of them
    Ended call(Order order, Map<String, @Nullable Object> more) {
        var ended = new CompletableFuture<Ended>();
        RunningAttempt attempt = runner.prepare(
                order,
                new Listener() {
                    @Override
                    public void started(AttemptId id) {}

                    @Override
                    public void ended(AttemptId id, Outcome outcome, Map<String, String> xcoms) {
                        ended.complete(new Ended(outcome, xcoms));
                    }
                },
                more);
        underWay.add(attempt);
        try {
            // On a thread of its own: one that ignores its time limit is abandoned.
            Thread.ofPlatform().name("attempt-" + order.attempt()).daemon().start(attempt::run);
            return ended.join();
        } finally {
            underWay.remove(attempt);
        }
    }

    /// Stops what is under way.
    void stop() {
        underWay.forEach(attempt -> attempt.stop(StopReason.CLOSED));
    }

    @Override
    public void close() {
        runner.close();
    }
}
