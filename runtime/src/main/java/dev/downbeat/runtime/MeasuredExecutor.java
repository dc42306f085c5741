package dev.downbeat.runtime;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.model.AttemptId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Counts and times the attempts that wait in an executor and those that it executes.
final class MeasuredExecutor implements Executor {
    private final Executor executor;
    private final LongAdder queued;
    private final LongAdder running;
    private final Supplier<MeterListener> heard;

    MeasuredExecutor(Executor executor, EngineMeters.Load load, Supplier<MeterListener> heard) {
        this.executor = executor;
        this.queued = load.queued();
        this.running = load.running();
        this.heard = heard;
    }

    @Override
    public String name() {
        return executor.name();
    }

    @Override
    public void submit(Order order, Listener listener) {
        queued.increment();
        executor.submit(order, new Counting(listener));
    }

    @Override
    public void cancel(AttemptId attempt) {
        executor.cancel(attempt);
    }

    @Override
    public void close() {
        executor.close();
    }

    private final class Counting implements Listener {
        private final Listener listener;
        private final AtomicBoolean started = new AtomicBoolean();
        private volatile long since = System.nanoTime();

        Counting(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void started(AttemptId attempt) {
            if (started.compareAndSet(false, true)) {
                queued.decrement();
                running.increment();
                heard.get().attemptStarted(name(), sinceThen());
                since = System.nanoTime();
            }
            listener.started(attempt);
        }

        @Override
        public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
            (started.get() ? running : queued).decrement();
            heard.get().attemptEnded(name(), word(outcome), started.get() ? sinceThen() : Duration.ZERO);
            listener.ended(attempt, outcome, xcoms);
        }

        private Duration sinceThen() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded _, Outcome.Branched _ -> "succeeded";
            case Outcome.Skipped _ -> "skipped";
            case Outcome.Failed _ -> "failed";
            case Outcome.NotYet _, Outcome.Deferred _ -> "waiting";
            case Outcome.Lost _ -> "lost";
        };
    }
}
