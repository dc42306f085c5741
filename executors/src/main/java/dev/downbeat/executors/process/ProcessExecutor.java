package dev.downbeat.executors.process;

import dev.downbeat.engine.port.Executor;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.attempt.Forgetting;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.model.AttemptId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;

/// Runs each attempt in a child JVM of its own; see the package. Beyond `cap` children at a time, attempts wait
/// for their turn.
public final class ProcessExecutor implements Executor {
    public static final String NAME = "process";
    public static final int DEFAULT_CAP = 256;

    private final AttemptTools tools;
    private final ChildSettings settings;
    private final Semaphore turns;
    private final ScheduledThreadPoolExecutor clock;
    private final Map<AttemptId, ChildAttempt> attempts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public ProcessExecutor(AttemptTools tools, ChildSettings settings) {
        this(tools, settings, DEFAULT_CAP);
    }

    public ProcessExecutor(AttemptTools tools, ChildSettings settings, int cap) {
        this.tools = tools;
        this.settings = settings;
        this.turns = new Semaphore(cap);
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("child-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void submit(Order order, Listener listener) {
        var attempt = new ChildAttempt(new Children(tools, settings, clock), order, new Forgetting(attempts, listener));
        attempts.put(order.attempt(), attempt);
        if (closed) {
            attempt.stop(StopReason.CLOSED);
            return;
        }
        Thread.ofVirtual().name("child-" + order.attempt()).start(() -> {
            turns.acquireUninterruptibly();
            try {
                attempt.run();
            } finally {
                turns.release();
            }
        });
    }

    @Override
    public void cancel(AttemptId attempt) {
        ChildAttempt running = attempts.get(attempt);
        if (running != null) {
            running.stop(StopReason.CANCELLED);
        }
    }

    @Override
    public void close() {
        closed = true;
        List<ChildAttempt> running = List.copyOf(attempts.values());
        running.forEach(attempt -> attempt.stop(StopReason.CLOSED));
        Duration atMost = tools.limits().grace().plus(ChildAttempt.KILL_TIME).plusSeconds(1);
        try {
            for (ChildAttempt attempt : running) {
                boolean ignored = attempt.awaitEnd(atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clock.shutdown();
    }

    /// What starts children and watches the time for them.
    record Children(AttemptTools tools, ChildSettings settings, ScheduledThreadPoolExecutor clock) {}
}
