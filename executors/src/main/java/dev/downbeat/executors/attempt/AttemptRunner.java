package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.sdk.operator.Deferral;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.SensorOptions;
import dev.downbeat.sdk.operator.TaskResult;
import dev.downbeat.sdk.operator.TaskSkippedException;
import dev.downbeat.templates.Templates;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Executes attempts. The steps of one are those of [#execute].
public final class AttemptRunner implements AutoCloseable {
    private static final Duration UNBOUNDED = Duration.ofDays(10_000);

    private final AttemptTools tools;
    private final TaskPlans plans;
    private final Templates templates = new Templates();
    private final ScheduledThreadPoolExecutor clock;

    public AttemptRunner(AttemptTools tools) {
        this.tools = tools;
        this.plans = new TaskPlans(tools.operators());
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("attempt-clock").factory());
        // Nearly every timeout is cancelled; left in the queue, each would hold its attempt for a day.
        clock.setRemoveOnCancelPolicy(true);
        clock.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /// An attempt that is ready for a thread to call [RunningAttempt#run].
    public RunningAttempt prepare(Order order, Listener listener) {
        return prepare(order, listener, Map.of());
    }

    /// @param more variables for its templates, beside those of the task or in place of them
    public RunningAttempt prepare(Order order, Listener listener, Map<String, @Nullable Object> more) {
        return new RunningAttempt(this, order, listener, more);
    }

    /// Whether the attempt only waits for something outside, see [Operator#onlyWaits]. An operator that is not
    /// installed computes nothing either.
    public boolean onlyWaits(Order order) {
        return plans.onlyWaits(order);
    }

    /// How long one execution of the attempt may take; a sensor's looks are bounded one by one.
    Duration bound(Order order) {
        return plans.looks(order) ? UNBOUNDED : order.task().policy().timeout();
    }

    /// How long an attempt that was told to stop may take.
    public Duration grace() {
        return tools.limits().grace();
    }

    AttemptTools tools() {
        return tools;
    }

    Templates templates() {
        return templates;
    }

    /// Never throws: whatever the task throws, errors of the JVM included, is its failure.
    Ended execute(Order order, AttemptContext context) {
        try {
            TaskPlan plan = plans.of(order);
            Prepared prepared = plan.fixed() != null ? plan.fixed() : prepared(plan, context);
            SensorOptions options = prepared.options();
            Sensing.Look look = () -> Console.during(context, () -> run(plan.operator(), prepared.settings(), context));
            return forgotten(
                    options == null ? context.results().of(look.take()) : new Sensing(options, context, look).run(),
                    context);
        } catch (Deferral deferral) {
            return deferred(deferral, context);
        } catch (TaskSkippedException skipped) {
            return Ended.with(new Outcome.Skipped(skipped.reason()));
        } catch (Throwable thrown) {
            return RetryCondition.applied(order, context, thrown, failed(thrown, context));
        }
    }

    private static Ended forgotten(Ended ended, AttemptContext context) {
        switch (ended.outcome()) {
            case Outcome.Succeeded _, Outcome.Branched _ -> context.forgetCheckpoint();
            case Outcome.Skipped _, Outcome.Failed _, Outcome.Lost _, Outcome.NotYet _, Outcome.Deferred _ -> {}
        }
        return ended;
    }

    private static Ended deferred(Deferral deferral, AttemptContext context) {
        try {
            return context.results().of(deferral.result());
        } catch (RuntimeException e) {
            return failed(e, context);
        }
    }

    private static Ended failed(Throwable thrown, AttemptContext context) {
        try {
            return Ended.with(Failures.of(thrown, context.log()));
        } catch (RuntimeException | Error e) {
            // Out of memory still, or no disk to read the log from: the end matters more than its details.
            return Ended.with(new Outcome.Failed(
                    Failure.of(ErrorCode.TASK_FAILED, thrown.getClass().getSimpleName()), true));
        }
    }

    private Prepared prepared(TaskPlan plan, AttemptContext context) {
        Map<String, @Nullable Object> rendered = context.templates().render(plan);
        return plans.prepared(plan.operator(), rendered);
    }

    private static <C extends Record> TaskResult run(Operator<C> operator, Record settings, AttemptContext context)
            throws Exception {
        return operator.run(operator.config().cast(settings), context);
    }

    /// Calls `action` on a thread of its own after a while unless cancelled before.
    Watch watch(Duration after, Runnable action) {
        long nanos = saturatedNanos(after);
        ScheduledFuture<?> future = clock.schedule(
                () -> Thread.ofVirtual().name("attempt-watch").start(action), nanos, TimeUnit.NANOSECONDS);
        return () -> {
            boolean ignored = future.cancel(false);
        };
    }

    private static long saturatedNanos(Duration duration) {
        return duration.compareTo(UNBOUNDED) > 0 ? UNBOUNDED.toNanos() : duration.toNanos();
    }

    /// Something that will happen unless it is cancelled.
    interface Watch {
        void cancel();
    }

    /// Timeouts no longer fire after this.
    @Override
    public void close() {
        var ignored = clock.shutdownNow();
    }
}
