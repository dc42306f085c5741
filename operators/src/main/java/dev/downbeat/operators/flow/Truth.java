package dev.downbeat.operators.flow;

import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.TaskResult;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What counts as "it is there".
public final class Truth {
    private Truth() {}

    /// What the result of author's code means for a sensor.
    ///
    /// @param reason when it is not true
    public static Look look(TaskResult result, String reason) {
        return switch (result) {
            case TaskResult.Done done -> of(done.output()) ? Look.found(done.output()) : Look.notYet(reason);
            case TaskResult.InFile _, TaskResult.Branch _, TaskResult.Skipped _ -> new Look.Ended(result);
            case TaskResult.NotYet _, TaskResult.Deferred _ -> new Look.Ended(result);
        };
    }

    /// Everything but null, false, zero, and what is empty; of texts also `0` and `false`.
    public static boolean of(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case String text -> !text.isEmpty() && !text.equals("0") && !text.equalsIgnoreCase("false");
            case Collection<?> items -> !items.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }
}
