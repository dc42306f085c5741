package dev.downbeat.decider;

import dev.downbeat.model.Failure;
import dev.downbeat.model.TaskId;
import java.util.Set;

/// How an attempt ended.
public sealed interface Outcome {
    record Succeeded() implements Outcome {}

    /// Succeeded, and only these of its direct downstream tasks go on.
    ///
    /// @param cutsOff all that is below and not chosen is skipped, whatever its trigger rule, but for teardowns
    record Branched(Set<TaskId> chosen, boolean cutsOff) implements Outcome {
        public Branched {
            chosen = Set.copyOf(chosen);
        }

        public Branched(Set<TaskId> chosen) {
            this(chosen, false);
        }
    }

    record Skipped(String reason) implements Outcome {}

    /// @param retryable whether trying again could help; a task's retries are used only then
    record Failed(Failure failure, boolean retryable) implements Outcome {}

    /// The attempt ended with the process that ran it; nothing is known of its effects.
    record Lost(String why) implements Outcome {}
}
