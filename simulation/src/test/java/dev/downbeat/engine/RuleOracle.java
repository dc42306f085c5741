package dev.downbeat.engine;

import dev.downbeat.model.TaskState;
import dev.downbeat.model.TriggerRule;
import java.util.List;

/// The trigger rules once more, written from the table in the docs and from nothing else: may the task run
/// now?
final class RuleOracle {
    private RuleOracle() {}

    /// @param upstream how the instances before have ended; removed ones count for nothing
    /// @param setups   those of them that are setups
    static boolean mayRun(TriggerRule rule, List<TaskState> upstream, List<TaskState> setups, boolean allEnded) {
        List<TaskState> ends =
                upstream.stream().filter(end -> end != TaskState.REMOVED).toList();
        if (rule == TriggerRule.ALL_DONE_SETUP_SUCCESS) {
            return allEnded && (setups.isEmpty() || count(setups, TaskState.SUCCESS) > 0);
        }
        if (ends.isEmpty() && allEnded) {
            return true;
        }
        long success = count(ends, TaskState.SUCCESS);
        long failed = count(ends, TaskState.FAILED);
        long skipped = count(ends, TaskState.SKIPPED);
        long upstreamFailed = count(ends, TaskState.UPSTREAM_FAILED);
        return switch (rule) {
            case ALL_SUCCESS -> allEnded && failed + upstreamFailed + skipped == 0;
            case ALL_FAILED -> allEnded && success + skipped == 0;
            case ALL_DONE -> allEnded;
            case ALL_DONE_MIN_ONE_SUCCESS -> allEnded && skipped == 0 && success > 0;
            case ALL_DONE_SETUP_SUCCESS -> throw new AssertionError("answered above");
            case ONE_FAILED -> failed + upstreamFailed > 0;
            case ONE_SUCCESS -> success > 0;
            case ONE_DONE -> success + failed > 0;
            case ALL_SKIPPED -> allEnded && success + failed + upstreamFailed == 0;
            case NONE_FAILED -> allEnded && failed + upstreamFailed == 0;
            case NONE_FAILED_MIN_ONE_SUCCESS -> allEnded && failed + upstreamFailed == 0 && success > 0;
            case NONE_SKIPPED -> allEnded && skipped == 0;
            case ALWAYS -> true;
        };
    }

    private static long count(List<TaskState> ends, TaskState state) {
        return ends.stream().filter(end -> end == state).count();
    }
}
