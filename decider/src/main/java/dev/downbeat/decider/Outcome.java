package dev.downbeat.decider;

import dev.downbeat.model.Failure;
import dev.downbeat.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /// What was looked for is not there yet.
    ///
    /// @param again   when to look again, from now
    /// @param patience how long it may take, from the first look on
    /// @param state   for the next look, as JSON; null for nothing
    record NotYet(
            Duration again,
            Patience patience,
            String reason,
            @Nullable String state) implements Outcome {}

    /// @param slots whether it looks again in a slot like any task, or beside them
    /// @param soft  when it has taken too long, the task instance is skipped and does not fail
    record Patience(Duration timeout, boolean slots, boolean soft) {}

    /// The task goes on later and holds no slot until then.
    ///
    /// @param resume whether it is executed again then; else it has ended well by then
    /// @param state  for the execution that follows, as JSON; null for nothing
    record Deferred(
            Instant until,
            boolean resume,
            String reason,
            @Nullable String state) implements Outcome {}

    /// The attempt ended with the process that ran it; nothing is known of its effects.
    record Lost(String why) implements Outcome {}
}
