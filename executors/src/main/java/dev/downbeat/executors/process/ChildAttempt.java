package dev.downbeat.executors.process;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.Failures;
import dev.downbeat.executors.attempt.Pulse;
import dev.downbeat.executors.attempt.RunMasking;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.executors.logs.AttemptLog;
import dev.downbeat.executors.process.ProcessExecutor.Children;
import dev.downbeat.executors.wire.Answers;
import dev.downbeat.executors.wire.WorkOrder;
import dev.downbeat.executors.wire.WorkVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The parent's side of one attempt: one thread starts the child, answers it and reports the end. Others only
/// tell it to stop. Since a child can always be killed, that one thread always comes to the end.
final class ChildAttempt {
    /// On top of the task's grace: the child has its own, and is killed only when it did not keep to it.
    static final Duration KILL_TIME = Duration.ofSeconds(3);

    /// What a clock of nanoseconds can count.
    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final Children children;
    private final Order order;
    private final Listener listener;
    private final RunMasking masking;
    private final AttemptLog log;
    private final AtomicReference<@Nullable StopReason> stopped = new AtomicReference<>();
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    /// @param wire null until the child has connected
    private record Running(ChildJvm jvm, @Nullable Wire wire) {}

    ChildAttempt(Children children, Order order, Listener listener) {
        this.children = children;
        this.order = order;
        this.listener = listener;
        this.masking = new RunMasking(children.tools().secrets(), order.run());
        this.log = children.tools().files().logs().open(order.attempt(), masking);
    }

    void run() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        Ended ended = Ended.with(new Outcome.Lost("an error in the executor; see the server's log"));
        try {
            listener.started(order.attempt());
            ended = execute();
        } catch (IOException | RuntimeException e) {
            ended = Ended.with(Failures.of(e, log));
        } finally {
            StopReason reason = stopped.get();
            finish(
                    reason == null
                            ? ended
                            : Ended.with(reason.outcome(order.task().policy(), detail(""))));
        }
    }

    /// Tells the attempt to stop; only the first reason counts.
    void stop(StopReason reason) {
        if (!stopped.compareAndSet(null, reason)) {
            return;
        }
        if (begun.compareAndSet(false, true)) {
            finish(Ended.with(reason.outcome(order.task().policy(), "")));
            return;
        }
        Running now = running.get();
        if (now != null) {
            stop(now, reason);
        }
    }

    private void stop(Running child, StopReason reason) {
        if (child.wire() == null) {
            child.jvm().kill();
            return;
        }
        Alarm ignored = after(children.tools().limits().grace().plus(KILL_TIME), child.jvm()::kill);
        try {
            child.wire().write(new Frame.Stop(reason));
        } catch (IOException e) {
            child.jvm().kill();
        }
    }

    private Ended execute() throws IOException {
        try (ChildJvm jvm = ChildJvm.start(children.settings())) {
            CompletableFuture<Void> output =
                    CompletableFuture.allOf(jvm.pump(jvm.stdout(), log.stdout()), jvm.pump(jvm.stderr(), log.stderr()));
            now(new Running(jvm, null));
            Alarm startTime = after(children.settings().startTime(), jvm::kill);
            Alarm timeout = after(order.task().policy().timeout(), () -> stop(StopReason.TIMED_OUT));
            Duration heartbeat = order.task().policy().heartbeat();
            if (heartbeat.isPositive()) {
                var files = children.tools().files().artifacts();
                var signs = new Pulse.Signs(
                        files.checkpoint(order.run().dag(), order.attempt().key()),
                        files.progress(order.run().dag(), order.attempt()));
                listen(new Pulse(log, signs, heartbeat, System.nanoTime()));
            }
            try {
                Optional<Frame> last = talk(jvm, startTime);
                return end(last, jvm.end(output));
            } finally {
                startTime.off();
                timeout.off();
            }
        }
    }

    /// Until the attempt ends or has been silent for too long.
    private void listen(Pulse pulse) {
        Alarm ignored = after(Pulse.interval(order.task().policy().heartbeat()), () -> {
            if (pulse.stopped(System.nanoTime())) {
                stop(StopReason.SILENT);
            } else if (over.getCount() > 0 && stopped.get() == null) {
                listen(pulse);
            }
        });
    }

    /// Whoever comes second, this or [#stop], sees what the other wrote.
    private void now(Running state) {
        running.set(state);
        StopReason reason = stopped.get();
        if (reason != null) {
            stop(state, reason);
        }
    }

    /// @return the child's last frame; empty when it died without one
    private Optional<Frame> talk(ChildJvm jvm, Alarm startTime) {
        try (Wire wire = jvm.connect()) {
            startTime.off();
            wire.write(new Frame.Work(WorkOrder.of(order), WorkVersion.of(order.version()), places()));
            now(new Running(jvm, wire));
            var answers = new Answers(children.tools(), order.run().id());
            for (Optional<Frame> frame = wire.read(); frame.isPresent(); frame = wire.read()) {
                switch (frame.get()) {
                    case Frame.Ask ask -> wire.write(new Frame.Answer(ask.id(), answers.to(ask.question())));
                    case Frame.Log line -> log(line);
                    case Frame.End end -> {
                        return frame;
                    }
                    case Frame.Exit exit -> {
                        return frame;
                    }
                    case Frame.Work work -> throw new IOException("a child orders nothing");
                    case Frame.Stop stop -> throw new IOException("a child stops nobody");
                    case Frame.Answer answer -> throw new IOException("a child answers nothing");
                }
            }
        } catch (IOException e) {
            // The child is dead or dying: its exit code tells why.
            log.error("lost the connection to the child process: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Frame.Places places() {
        return new Frame.Places(
                children.settings().home().toAbsolutePath().toString(),
                children.tools().files().scratch().root().toString(),
                children.tools().limits());
    }

    private void log(Frame.Log line) {
        if (line.error()) {
            log.error(line.line());
        } else {
            log.info(line.line());
        }
    }

    private Ended end(Optional<Frame> last, int exitCode) {
        if (last.orElse(null) instanceof Frame.End end) {
            Ended ended = end.ending().ended();
            return ended.outcome() instanceof Outcome.Failed failed
                    ? Ended.with(new Outcome.Failed(complete(failed.failure()), failed.retryable()))
                    : ended;
        }
        boolean byItself = last.isPresent();
        String message = new ChildExit(exitCode, byItself, children.settings().heapMiB()).message();
        return Ended.with(new Outcome.Failed(new Failure(ErrorCode.TASK_FAILED, message, detail("")), true));
    }

    /// What the child said, with the end of the log that only the parent has.
    private Failure complete(Failure failure) {
        return new Failure(failure.code(), failure.message(), detail(failure.detail()));
    }

    private String detail(String trace) {
        try {
            return Failures.detail(trace, log);
        } catch (DownbeatException e) {
            return trace;
        }
    }

    private void finish(Ended ended) {
        Ended masked = ended.masked(masking.get());
        try {
            children.tools().files().scratch().remove(order.attempt());
        } catch (IOException e) {
            log.error("the scratch files were not all removed: " + e);
        } finally {
            log.close();
            try {
                listener.ended(order.attempt(), masked.outcome(), masked.xcoms());
            } finally {
                over.countDown();
            }
        }
    }

    private Alarm after(Duration time, Runnable action) {
        Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        return new Alarm(children.clock()
                .schedule(() -> Thread.ofVirtual().start(action), bounded.toNanos(), TimeUnit.NANOSECONDS));
    }

    /// Something that will happen unless it is switched off.
    private record Alarm(Future<?> future) {
        void off() {
            boolean ignored = future.cancel(false);
        }
    }

    /// @return false when the time is up first
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
