package dev.downbeat.decider;

import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What can happen to a run. Tasks are named by their position in the [Graph].
public sealed interface Event {
    Instant at();

    /// The run's turn has come.
    record Start(Instant at) implements Event {}

    /// The run was read back from the journal by a new owner: what was under way is lost, what waited waits
    /// on.
    ///
    /// @param outliving names of the executors whose attempts go on without the process that submitted them;
    ///                  they are handed the same attempts again
    record Resumed(Instant at, Set<String> outliving) implements Event {
        public Resumed {
            outliving = Set.copyOf(outliving);
        }

        public Resumed(Instant at) {
            this(at, Set.of());
        }
    }

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

    /// The moment has come for which a task instance waited, or by which it must have started or ended.
    ///
    /// @param due as [Effect.WakeAt] said; an instance that waits for another moment by now takes no notice
    record WaitDue(int task, MapIndex index, Instant due, Instant at) implements Event {}

    /// The next look or execution ended of an attempt that has waited.
    ///
    /// @param look its number, from 2
    record Looked(int task, MapIndex index, int attempt, int look, Outcome outcome, Instant at) implements Event {}

    /// The run is to end now, as failed, for this reason: a person cancelled it, or it ran out of time.
    record Abort(Failure reason, Instant at) implements Event {}

    /// A person takes these task instances back: they run anew once their rule is met.
    ///
    /// @param failedOnly those that are not failed stay as they are
    record Clear(List<Target> targets, boolean failedOnly, String note, Instant at) implements Event {
        public Clear {
            targets = List.copyOf(targets);
        }
    }

    /// A person says how these task instances ended.
    ///
    /// @param state success, failed or skipped
    record Mark(List<Target> targets, TaskState state, String note, Instant at) implements Event {
        public Mark {
            targets = List.copyOf(targets);
        }
    }

    /// A person stops these task instances.
    record CancelTasks(List<Target> targets, Failure reason, Instant at) implements Event {
        public CancelTasks {
            targets = List.copyOf(targets);
        }
    }

    /// A person says how the run ended: as a success, with all that failed or has not ended; or as a failure.
    ///
    /// @param failure why it failed; null for a success
    record MarkRun(@Nullable Failure failure, String note, Instant at) implements Event {}

    /// Some instances of a task.
    ///
    /// @param indexes empty: all of them, and of a mapped task they are counted anew
    record Target(int task, List<MapIndex> indexes) {
        public Target {
            indexes = List.copyOf(indexes);
        }
    }
}
