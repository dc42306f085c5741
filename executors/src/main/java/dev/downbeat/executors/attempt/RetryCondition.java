package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Failure;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.templates.TemplateVariables;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The expression of a task's author that says which failures are worth another try.
final class RetryCondition {
    private RetryCondition() {}

    /// The end as it is, or one that is not tried again. A condition that cannot be evaluated is told in the log,
    /// and the task is tried again as if there were none.
    static Ended applied(Order order, AttemptContext context, Throwable thrown, Ended ended) {
        String condition = order.task().policy().retry().when();
        if (condition.isEmpty() || !(ended.outcome() instanceof Outcome.Failed failed) || !failed.retryable()) {
            return ended;
        }
        try {
            Object value = context.templates().evaluate(condition, about(thrown, failed.failure()));
            if (Boolean.TRUE.equals(value)) {
                return ended;
            }
            if (value instanceof Boolean) {
                context.log().info("not tried again: retry_if is false (%s)".formatted(condition));
                return new Ended(new Outcome.Failed(failed.failure(), false), ended.xcoms());
            }
            context.log()
                    .error("retry_if is '%s', not true or false: tried again as if it were not there".formatted(value));
        } catch (DownbeatException e) {
            context.log().error("retry_if: %s: tried again as if it were not there".formatted(e.text()));
        }
        return ended;
    }

    private static Map<String, @Nullable Object> about(Throwable thrown, Failure failure) {
        var about = new LinkedHashMap<String, @Nullable Object>();
        about.put("message", failure.message());
        about.put("code", failure.code().name().toLowerCase(java.util.Locale.ROOT));
        about.put("exception", thrown.getClass().getSimpleName());
        about.put("exit_code", null);
        if (thrown instanceof TaskFailedException known) {
            about.put("exception", known.exception().orElse(null));
            about.put("exit_code", known.exitCode().orElse(null));
        }
        return Map.of(TemplateVariables.FAILURE, about);
    }
}
