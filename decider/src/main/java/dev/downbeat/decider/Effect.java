package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.MapIndex;
import java.time.Instant;

/// What the shell has to do once the decision is durable (only [Ready] and [Expand] may be looked at before).
public sealed interface Effect {
    /// The task instance waits for the limits; answer with [Event.Dispatch].
    record Ready(int task, MapIndex index) implements Effect {}

    /// Count the items of a mapped task; answer with [Event.Expanded] or [Event.ExpansionFailed].
    record Expand(int task) implements Effect {}

    /// Hand this attempt to its executor, which may have it already.
    record Execute(int task, MapIndex index, int attempt) implements Effect {}

    /// The attempt is of no more use: stop it.
    record Stop(int task, MapIndex index, int attempt) implements Effect {}

    /// Answer with [Event.RetryDue] at this time.
    record RetryAt(int task, MapIndex index, Instant at) implements Effect {}

    /// Answer with [Event.WaitDue] at this time.
    record WakeAt(int task, MapIndex index, Instant at) implements Effect {}

    /// Let a deferred task instance look, beside the slots; answer with [Event.Looked].
    record Look(int task, MapIndex index, int attempt, int look) implements Effect {}

    /// The run is over.
    record RunEnded(DagRunState state) implements Effect {}

    /// The run had ended and waits for its turn again.
    record Reopened() implements Effect {}
}
