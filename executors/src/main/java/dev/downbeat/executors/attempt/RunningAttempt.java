package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.engine.port.Executor.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One attempt that was handed to an executor: reports its start and, exactly once, its end. See the
/// package's essay.
public final class RunningAttempt {
    /// `WAITING` for a thread → `STARTING` while the listener hears of it → `RUNNING` the operator → `ENDED`.
    private enum Phase {
        WAITING,
        STARTING,
        RUNNING,
        ENDED
    }

    private final AttemptRunner runner;
    private final Order order;
    private final Listener listener;
    private final AttemptContext context;

    private final ReentrantLock lock = new ReentrantLock();
    private Phase phase = Phase.WAITING;
    private @Nullable Thread thread;
    private @Nullable StopReason stopped;
    private StackTraceElement[] stoppedAt = {};
    private List<Runnable> hooks = List.of();

    private final AtomicBoolean reported = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    RunningAttempt(AttemptRunner runner, Order order, Listener listener, Map<String, @Nullable Object> more) {
        this.runner = runner;
        this.order = order;
        this.listener = listener;
        this.context = new AttemptContext(runner.tools(), runner.templates(), order, this, more);
    }

    public Order order() {
        return order;
    }

    /// Executes the attempt on the calling thread. The thread may come back late, or never, from an operator
    /// that ignores being stopped; the end is reported all the same.
    public void run() {
        if (!starts()) {
            return;
        }
        try {
            listener.started(order.attempt());
            Ended ended = operate();
            StopReason stop = leavesRunning();
            end(stop == null ? ended : stoppedEnd(stop));
        } finally {
            // Nothing when the end was reported, which only an error in Downbeat itself can prevent.
            end(Ended.with(new Outcome.Lost("an error in the executor; see the server's log")));
        }
    }

    private Ended operate() {
        StopReason stop = entersRunning();
        if (stop != null) {
            return Ended.with(stop.outcome(order.task().policy(), ""));
        }
        AttemptRunner.Watch watch = runner.watch(runner.bound(order), () -> stop(StopReason.TIMED_OUT));
        Duration heartbeat = order.task().policy().heartbeat();
        if (heartbeat.isPositive()) {
            listen(new Pulse(context.log(), context.signs(), heartbeat, System.nanoTime()));
        }
        try {
            return runner.execute(order, context);
        } finally {
            watch.cancel();
        }
    }

    /// Until the attempt ends or has been silent for too long.
    private void listen(Pulse pulse) {
        AttemptRunner.Watch ignored =
                runner.watch(Pulse.interval(order.task().policy().heartbeat()), () -> {
                    if (pulse.stopped(System.nanoTime())) {
                        stop(StopReason.SILENT);
                    } else if (running()) {
                        listen(pulse);
                    }
                });
    }

    private boolean running() {
        lock.lock();
        try {
            return phase == Phase.RUNNING && stopped == null;
        } finally {
            lock.unlock();
        }
    }

    /// Ends an attempt that will get no thread.
    public void refuse(String why) {
        if (starts()) {
            end(Ended.with(new Outcome.Lost(why)));
        }
    }

    private boolean starts() {
        lock.lock();
        try {
            boolean waiting = phase == Phase.WAITING;
            phase = waiting ? Phase.STARTING : phase;
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable StopReason entersRunning() {
        lock.lock();
        try {
            phase = Phase.RUNNING;
            thread = Thread.currentThread();
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /// From here on nobody interrupts the thread on this attempt's behalf: it may serve another one next.
    private @Nullable StopReason leavesRunning() {
        lock.lock();
        try {
            phase = Phase.ENDED;
            thread = null;
            hooks = List.of();
            return stopped;
        } finally {
            lock.unlock();
            boolean ignored = Thread.interrupted();
        }
    }

    /// Tells the attempt to stop; only the first reason counts. Returns at once.
    public void stop(StopReason reason) {
        List<Runnable> toRun;
        boolean neverBegan;
        lock.lock();
        try {
            if (phase == Phase.ENDED || stopped != null) {
                return;
            }
            stopped = reason;
            neverBegan = phase == Phase.WAITING;
            phase = neverBegan ? Phase.ENDED : phase;
            toRun = hooks;
            hooks = List.of();
            if (thread != null) {
                stoppedAt = thread.getStackTrace();
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
        if (neverBegan) {
            end(Ended.with(reason.outcome(order.task().policy(), "")));
            return;
        }
        toRun.forEach(this::runHook);
        AttemptRunner.Watch ignored = runner.watch(runner.grace(), this::abandon);
    }

    /// Bounds a look from now on: by its own time, and by the task's as far as that is shorter.
    AttemptRunner.Watch boundLook(Duration atMost) {
        Duration ofTask = order.task().policy().timeout();
        return ofTask.compareTo(atMost) < 0
                ? runner.watch(ofTask, () -> stop(StopReason.TIMED_OUT))
                : runner.watch(atMost, () -> stop(StopReason.LOOK_TIMED_OUT));
    }

    void onStop(Runnable hook) {
        lock.lock();
        try {
            if (stopped == null) {
                hooks = new ArrayList<>(hooks);
                hooks.add(hook);
                return;
            }
        } finally {
            lock.unlock();
        }
        runHook(hook);
    }

    boolean isStopped() {
        lock.lock();
        try {
            return stopped != null;
        } finally {
            lock.unlock();
        }
    }

    private void runHook(Runnable hook) {
        Thread.ofVirtual().name("cancel-" + order.attempt()).start(() -> {
            try {
                hook.run();
            } catch (RuntimeException e) {
                context.log().error("what should have stopped the task failed: " + e);
            }
        });
    }

    /// The grace is over and the operator has not come back.
    private void abandon() {
        StopReason reason;
        lock.lock();
        try {
            if (phase != Phase.RUNNING || stopped == null) {
                return;
            }
            reason = stopped;
        } finally {
            lock.unlock();
        }
        Duration grace = runner.grace();
        context.log()
                .error("the task was told to stop and did not within %s; its thread is abandoned"
                        .formatted(dev.downbeat.model.Durations.format(grace)));
        end(stoppedEnd(reason));
    }

    private Ended stoppedEnd(StopReason reason) {
        String detail;
        try {
            detail = Failures.detail(Failures.trace(stoppedAt), context.log());
        } catch (RuntimeException | Error e) {
            detail = "no details: " + e;
        }
        return Ended.with(reason.outcome(order.task().policy(), detail));
    }

    private void end(Ended ended) {
        Ended masked = ended.masked(context.masking());
        if (!reported.compareAndSet(false, true)) {
            return;
        }
        try {
            context.close();
        } finally {
            try {
                listener.ended(order.attempt(), masked.outcome(), masked.xcoms());
            } finally {
                over.countDown();
            }
        }
    }

    /// @return false when the time is up first
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        return over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
