package dev.downbeat.decider;

import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import java.time.Instant;

/// What can happen to a run. Tasks are named by their position in the [Graph].
public sealed interface Event {
    Instant at();

    /// The run's turn has come.
    record Start(Instant at) implements Event {}

    /// The run was read back from the journal by a new owner: what was under way is lost, what waited waits
    /// on.
    record Resumed(Instant at) implements Event {}

    /// A mapped task's items were counted.
    record Expanded(int task, int size, Instant at) implements Event {}

    /// A mapped task's items could not be had.
    record ExpansionFailed(int task, Failure failure, Instant at) implements Event {}

    /// The limits let a ready task instance go to an executor.
    record Dispatch(int task, MapIndex index, Instant at) implements Event {}

    /// An executor has begun an attempt.
    record Started(int task, MapIndex index, int attempt, Instant at) implements Event {}

    /// An attempt ended.
    record Ended(int task, MapIndex index, int attempt, Outcome outcome, Instant at) implements Event {}

    /// The delay before the next try is over.
    record RetryDue(int task, MapIndex index, Instant at) implements Event {}

    /// The moment has come for which a task instance waited.
    ///
    /// @param due as [Effect.WakeAt] said; an instance that waits for another moment by now takes no notice
    record WaitDue(int task, MapIndex index, Instant due, Instant at) implements Event {}

    /// The next look or execution ended of an attempt that has waited.
    ///
    /// @param look its number, from 2
    record Looked(int task, MapIndex index, int attempt, int look, Outcome outcome, Instant at) implements Event {}

    /// The run is to end now, as failed, for this reason: a person cancelled it, or it ran out of time.
    record Abort(Failure reason, Instant at) implements Event {}
}
