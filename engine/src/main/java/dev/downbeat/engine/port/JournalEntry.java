package dev.downbeat.engine.port;

import dev.downbeat.model.AlertKey;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One durable fact. Within a commit there is at most one [RunMoved] of a run, one [TaskMoved] of a task
/// instance and one [History] of a run: the engine has folded them. All entries are idempotent: writing one
/// again changes nothing.
public sealed interface JournalEntry {
    RunId run();

    /// A run was accepted, in state `queued`.
    ///
    /// @param idempotencyKey unique per DAG when given
    record RunCreated(
            RunSpec spec, Instant queuedAt, @Nullable String idempotencyKey) implements JournalEntry {
        @Override
        public RunId run() {
            return spec.id();
        }
    }

    /// The run's row after all moves in this commit.
    record RunMoved(
            RunId run,
            DagRunState state,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Failure failure)
            implements JournalEntry {}

    /// The run goes on with another version of its DAG; stands beside a [RunMoved] of the run.
    record RunPinned(RunId run, VersionId version) implements JournalEntry {}

    /// The task instance's row after all moves in this commit.
    record TaskMoved(TaskKey key, TaskInstance instance, String worker) implements JournalEntry {
        @Override
        public RunId run() {
            return key.run();
        }
    }

    /// An attempt that ended and was not the last of its task instance (it failed and is retried, or was lost):
    /// kept as it stood at its end. The last attempt stands in the task instance itself.
    ///
    /// @param outcome `failed` or `lost`; also `success`, `skipped` or `stopped` when a person took it back
    record AttemptKept(TaskKey key, TaskInstance instance, String outcome, Instant endedAt) implements JournalEntry {
        @Override
        public RunId run() {
            return key.run();
        }
    }

    /// A mapped task learned how many items it has.
    ///
    /// @param size -1 when it is no longer known
    record MapSized(RunId run, TaskId task, int size) implements JournalEntry {}

    /// What the instances of a mapped task are called, by map index.
    record ItemsNamed(RunId run, TaskId task, List<String> names) implements JournalEntry {
        public ItemsNamed {
            names = List.copyOf(names);
        }
    }

    /// A branch chose which of the tasks directly below it go on.
    record BranchChose(TaskKey key, Set<TaskId> chosen) implements JournalEntry {
        public BranchChose {
            chosen = Set.copyOf(chosen);
        }

        @Override
        public RunId run() {
            return key.run();
        }
    }

    /// A value that a task left for others; a later one with the same name replaces it.
    ///
    /// @param name `return_value` for the task's output
    /// @param json the value, or a reference to an artifact
    record XcomSet(TaskKey key, String name, String json) implements JournalEntry {
        public static final String OUTPUT = "return_value";

        @Override
        public RunId run() {
            return key.run();
        }
    }

    /// What a task instance had left for others, and chosen among them, is gone; nothing happens when there was none.
    record XcomsDropped(TaskKey key) implements JournalEntry {
        @Override
        public RunId run() {
            return key.run();
        }
    }

    /// Somebody is to be told of something. An alert that is to be told together with others of the same task, event
    /// and notifier is left out while one of them waits to be sent.
    ///
    /// @param version  whose notifier it is
    /// @param attempt   of the task instance; 0 for a run, and where none has begun
    /// @param tryNumber of the task instance, as its author counts
    /// @param together whether it is about an instance of a mapped task
    record AlertRaised(
            AlertKey key,
            VersionId version,
            Instant at,
            int attempt,
            int tryNumber,
            @Nullable Failure failure,
            boolean together)
            implements JournalEntry {
        @Override
        public RunId run() {
            return key.run();
        }
    }

    /// What a person asked of the run has been carried out, or could not be.
    ///
    /// @param outcome one line for people
    record CommandApplied(RunId run, long command, Instant at, String outcome) implements JournalEntry {}

    /// A run or a task instance has to have ended by a time; the first one that is set stands.
    ///
    /// @param task      null for the run itself
    /// @param notifiers how many are to be told of a miss
    record DeadlineSet(RunId run, @Nullable TaskId task, MapIndex index, VersionId version, Instant due, int notifiers)
            implements JournalEntry {}

    /// A task instance has succeeded and with that updated an asset; each attempt does so once.
    record AssetUpdated(TaskKey key, int attempt, DagId dag, AssetName asset, Instant at) implements JournalEntry {
        @Override
        public RunId run() {
            return key.run();
        }
    }

    /// What happened to a run in this commit, in order, for people and for replay.
    ///
    /// @param seq  continues from 1 without a gap within a run
    /// @param json an array of transitions `{"at","task","index","attempt","from","to",…}`; a run's own
    ///             transitions have no task
    record History(RunId run, long seq, Instant at, String json) implements JournalEntry {}
}
