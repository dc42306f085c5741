package dev.downbeat.operators.wait;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Waits a while.
public final class WaitFor implements Operator<WaitFor.Config> {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final InstantSource clock;

    public WaitFor() {
        this(InstantSource.system());
    }

    WaitFor(InstantSource clock) {
        this.clock = clock;
    }

    @Doc(
            value =
                    "Waits a while, from the moment the task begins. It is `deferred` meanwhile: a timer ends it, and it "
                            + "holds neither a thread nor a slot.",
            example = """
            tasks:
              settle:
                needs: load
                wait_for: 10m
            """)
    public record Config(@Doc("How long.") @Shorthand Duration duration) {
        public Config {
            if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT,
                        "'duration' is 0s or more and 36500d at most, not " + Durations.format(duration));
            }
        }
    }

    @Override
    public String type() {
        return "wait_for";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public boolean onlyWaits() {
        return true;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) {
        Instant until = clock.instant().plus(config.duration());
        return new TaskResult.Deferred(until, false, "waits until " + Moments.shown(until), null);
    }
}
