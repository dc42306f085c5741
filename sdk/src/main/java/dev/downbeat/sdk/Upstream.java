package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.util.Set;

/// What a task can come after: the result of a task, a task without result, or a whole block of tasks.
public sealed interface Upstream permits Ref, Done, Block {
    /// The tasks that have to end first; none for a literal or a param.
    Set<TaskId> tasks();
}
