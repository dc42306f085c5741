package dev.downbeat.runtime;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.model.AttemptId;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Counts the attempts that wait in an executor and those that it executes.
final class MeasuredExecutor implements Executor {
    private final Executor executor;
    private final LongAdder queued;
    private final LongAdder running;

    MeasuredExecutor(Executor executor, LongAdder queued, LongAdder running) {
        this.executor = executor;
        this.queued = queued;
        this.running = running;
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

        Counting(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void started(AttemptId attempt) {
            if (started.compareAndSet(false, true)) {
                queued.decrement();
                running.increment();
            }
            listener.started(attempt);
        }

        @Override
        public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
            (started.get() ? running : queued).decrement();
            listener.ended(attempt, outcome, xcoms);
        }
    }
}
