package dev.downbeat.executors.local;

import dev.downbeat.engine.port.Executor;
import dev.downbeat.executors.attempt.AttemptRunner;
import dev.downbeat.executors.attempt.Console;
import dev.downbeat.executors.attempt.Forgetting;
import dev.downbeat.executors.attempt.RunningAttempt;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.model.AttemptId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Runs attempts in this process. How many run at a time is the engine's matter (pools, limits); beyond `cap`
/// they wait here for their turn.
public final class LocalExecutor implements Executor {
    public static final String NAME = "local";
    /// Bounds memory and threads when somebody sets a pool to a million slots.
    public static final int DEFAULT_CAP = 4_096;

    private final AttemptRunner runner;
    private final Semaphore turns;
    private final Map<AttemptId, RunningAttempt> attempts = new ConcurrentHashMap<>();
    private final ExecutorService computing = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("task-", 0).factory());
    private volatile boolean closed;

    public LocalExecutor(AttemptRunner runner) {
        this(runner, DEFAULT_CAP);
    }

    public LocalExecutor(AttemptRunner runner, int cap) {
        this.runner = runner;
        this.turns = new Semaphore(cap);
        Console.install();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void submit(Order order, Listener listener) {
        RunningAttempt attempt = runner.prepare(order, new Forgetting(attempts, listener));
        attempts.put(order.attempt(), attempt);
        if (closed) {
            attempt.refuse("the executor is closed");
        } else if (turns.tryAcquire()) {
            start(attempt);
        } else {
            Thread.ofVirtual().name("turn-", 0).start(() -> {
                turns.acquireUninterruptibly();
                start(attempt);
            });
        }
    }

    private void start(RunningAttempt attempt) {
        try {
            if (runner.onlyWaits(attempt.order())) {
                Thread.ofVirtual().name("task-" + attempt.order().attempt()).start(() -> run(attempt));
            } else {
                computing.execute(() -> run(attempt));
            }
        } catch (RuntimeException | Error e) {
            turns.release();
            attempt.refuse("no thread could be started: " + e);
        }
    }

    /// The turn is over when the thread is back: abandoned threads are counted as long as they live.
    private void run(RunningAttempt attempt) {
        try {
            attempt.run();
        } finally {
            turns.release();
        }
    }

    @Override
    public void cancel(AttemptId attempt) {
        RunningAttempt running = attempts.get(attempt);
        if (running != null) {
            running.stop(StopReason.CANCELLED);
        }
    }

    @Override
    public void close() {
        closed = true;
        List<RunningAttempt> running = List.copyOf(attempts.values());
        running.forEach(attempt -> attempt.stop(StopReason.CLOSED));
        try {
            for (RunningAttempt attempt : running) {
                boolean ignored = attempt.awaitEnd(runner.grace().plus(Duration.ofSeconds(1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        computing.shutdown();
    }
}
