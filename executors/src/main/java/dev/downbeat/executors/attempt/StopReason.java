package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.TaskPolicy;

/// Why an attempt was told to stop.
public enum StopReason {
    CANCELLED,
    TIMED_OUT,
    /// A sensor's look took too long.
    LOOK_TIMED_OUT,
    /// It gave no sign of life.
    SILENT,
    /// The executor is being closed; the attempt is to be done again elsewhere.
    CLOSED;

    public Outcome outcome(TaskPolicy policy, String detail) {
        return switch (this) {
            case CANCELLED -> new Outcome.Failed(new Failure(ErrorCode.CANCELLED, "cancelled", detail), false);
            case TIMED_OUT ->
                new Outcome.Failed(
                        new Failure(
                                ErrorCode.TASK_TIMEOUT,
                                "the task took longer than its timeout of " + Durations.format(policy.timeout()),
                                detail),
                        true);
            case LOOK_TIMED_OUT ->
                new Outcome.Failed(
                        new Failure(ErrorCode.TASK_TIMEOUT, "a look took longer than its poke_timeout", detail), true);
            case SILENT ->
                new Outcome.Failed(
                        new Failure(
                                ErrorCode.TASK_TIMEOUT,
                                "no line in its log, no checkpoint and no progress for the heartbeat_timeout of "
                                        + Durations.format(policy.heartbeat()),
                                detail),
                        true);
            case CLOSED -> new Outcome.Lost("the process that ran it was shut down");
        };
    }
}
