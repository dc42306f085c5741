package dev.downbeat.testing;

import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Stands in for a task. It may throw: the task then fails, and is retried if the task says so.
@FunctionalInterface
public interface Fake {
    /// @return the task's output: a JSON value, a record, a [dev.downbeat.sdk.operator.TaskResult], or null
    @Nullable
    Object run(Call call) throws Exception;

    /// What the faked task would have been called with.
    ///
    /// @param settings the operator's settings with their templates rendered
    public record Call(Map<String, @Nullable Object> settings, TaskContext context) {
        /// Which try this is, from 1.
        public int tryNumber() {
            return context.tryNumber();
        }

        /// The item of a mapped task; null when it is not mapped.
        public @Nullable Object item() {
            return context.variables().get("item");
        }
    }

    /// Succeeds with this output.
    static Fake returning(@Nullable Object output) {
        return call -> output;
    }

    /// Fails every time.
    static Fake failing(String message) {
        return call -> {
            throw TaskFailedException.retryable(message);
        };
    }

    /// Fails so many times, then succeeds with this output.
    static Fake failingTimes(int times, String message, @Nullable Object output) {
        return call -> {
            if (call.tryNumber() <= times) {
                throw TaskFailedException.retryable(message);
            }
            return output;
        };
    }

    /// The same, and an attempt takes this long on the test's clock.
    default Fake taking(Duration time) {
        Fake inner = this;
        return new Fake() {
            @Override
            public @Nullable Object run(Call call) throws Exception {
                return inner.run(call);
            }

            @Override
            public Duration takes() {
                return time;
            }
        };
    }

    /// How long an attempt takes on the test's clock.
    default Duration takes() {
        return Duration.ZERO;
    }
}
