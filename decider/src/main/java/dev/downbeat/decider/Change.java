package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.Set;

/// One thing of a run that is different after a decision; what the journal writes down.
public sealed interface Change {
    Instant at();

    /// @param note why, for people; empty when the states say it all
    record Task(int task, MapIndex index, TaskState from, TaskInstance now, String note, Instant at)
            implements Change {}

    /// An attempt ended that is not its task instance's last, or that a person no longer lets count.
    ///
    /// @param outcome `failed`, `lost`, `success`, `skipped`, `stopped`
    record AttemptKept(int task, MapIndex index, TaskInstance ended, String outcome, Instant at) implements Change {}

    /// A deferred task instance looked and waits on: not worth a line of history each time.
    record Looked(int task, MapIndex index, TaskInstance now, Instant at) implements Change {}

    /// A branch chose which of the tasks directly below it go on.
    record Chosen(int task, MapIndex index, Set<TaskId> chosen, Instant at) implements Change {}

    /// What a task instance had left for others counts no longer.
    record Forgotten(int task, MapIndex index, Instant at) implements Change {}

    /// @param size -1 when it is no longer known
    record Sized(int task, int size, Instant at) implements Change {}

    record Run(DagRunState from, DagRunState to, String note, Instant at) implements Change {}
}
