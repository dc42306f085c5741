package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.Wait;
import dev.downbeat.sdk.operator.SensorOptions;
import dev.downbeat.sdk.operator.TaskResult;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How a sensor looks: once, and the engine says when again; or again and again by itself, in mode `poke`.
final class Sensing {
    private final SensorOptions options;
    private final AttemptContext context;
    private final Look look;

    /// One look.
    interface Look {
        TaskResult take() throws Exception;
    }

    Sensing(SensorOptions options, AttemptContext context, Look look) {
        this.options = options;
        this.context = context;
        this.look = look;
    }

    Ended run() throws Exception {
        return options.mode() == SensorOptions.Mode.POKE ? untilThere() : once();
    }

    private Ended once() throws Exception {
        TaskResult result = bounded();
        if (!(result instanceof TaskResult.NotYet notYet)) {
            return context.results().of(result);
        }
        Wait before = context.waiting();
        String reason = told(notYet, before == null ? null : before.reason());
        int looks = before == null ? 1 : before.looks() + 1;
        boolean slots = options.mode() == SensorOptions.Mode.RESCHEDULE;
        var patience = new Outcome.Patience(options.timeout(), slots, options.softFail());
        String state = context.results().state(notYet.state());
        return Ended.with(new Outcome.NotYet(options.after(looks), patience, reason, state));
    }

    private TaskResult bounded() throws Exception {
        AttemptRunner.Watch watch = context.boundLook(options.pokeTimeout());
        try {
            return look.take();
        } finally {
            watch.cancel();
        }
    }

    private Ended untilThere() throws Exception {
        long began = System.nanoTime();
        @Nullable String reason = null;
        TaskResult result = bounded();
        for (int looks = 1; result instanceof TaskResult.NotYet notYet; looks++) {
            reason = told(notYet, reason);
            Duration left = options.timeout().minusNanos(System.nanoTime() - began);
            if (left.isNegative() || left.isZero()) {
                return Ended.with(tookTooLong(reason));
            }
            context.state(context.results().state(notYet.state()));
            Duration pause = options.after(looks);
            pause(pause.compareTo(left) < 0 ? pause : left);
            result = bounded();
        }
        return context.results().of(result);
    }

    private Outcome tookTooLong(String reason) {
        String message = "waited longer than its timeout of %s%s"
                .formatted(Durations.format(options.timeout()), reason.isEmpty() ? "" : ": " + reason);
        return options.softFail()
                ? new Outcome.Skipped(message)
                : new Outcome.Failed(Failure.of(ErrorCode.TASK_TIMEOUT, message), false);
    }

    /// Ends early only by an interrupt, when the attempt is told to stop.
    private static void pause(Duration time) throws InterruptedException {
        boolean ignored = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// The reason as people may see it; in the log when it is another than before.
    private String told(TaskResult.NotYet notYet, @Nullable String before) {
        String reason = context.masking().mask(Failures.oneLine(notYet.reason()));
        if (!reason.equals(before)) {
            context.log().info("not yet: " + reason);
        }
        return reason;
    }
}
