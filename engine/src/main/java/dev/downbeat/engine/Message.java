package dev.downbeat.engine;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.engine.port.RunLog.StoredCommand;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// All that can reach the [RunLoop].
sealed interface Message {
    /// A new run.
    ///
    /// @param accepted completes once the run is durable, or fails when it can't be
    record Submit(RunSpec spec, DagVersion version, CompletableFuture<Void> accepted) implements Message {}

    /// True only while its shards are held under this epoch. Whoever began a new one since then may have lost them to
    /// another scheduler, who drives the run: the journal would take what both of them write.
    record Owned(Epoch epoch, Message message) implements Message {}

    /// A run that the journal holds and nobody drives: left by an earlier owner, or queued by another
    /// process.
    record Adopt(StoredRun run, DagVersion version) implements Message {}

    record AttemptStarted(AttemptId attempt) implements Message {}

    /// @param xcoms names to JSON text
    record AttemptEnded(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) implements Message {}

    /// The next look or execution ended of an attempt that has waited.
    ///
    /// @param look its number: the attempt's number alone would not tell it from the one before
    /// @param xcoms names to JSON text
    record LookEnded(AttemptId attempt, int look, Outcome outcome, Map<String, String> xcoms) implements Message {}

    /// The items of a mapped task.
    ///
    /// @param names what they are called; empty for nothing
    record Items(RunId run, int task, List<@Nullable Object> items, List<String> names) implements Message {
        Items(RunId run, int task, List<@Nullable Object> items) {
            this(run, task, items, List.of());
        }
    }

    record NoItems(RunId run, int task, Failure failure) implements Message {}

    /// End the run now.
    record Abort(RunId run, Failure reason) implements Message {}

    /// A person asked something of a run.
    ///
    /// @param stored  the run as the journal has it; null when the loop drove it when the command was found
    /// @param version that the run goes on with; null with `stored`
    record Command(
            StoredCommand command,
            @Nullable StoredRun stored,
            @Nullable DagVersion version) implements Message {}

    /// Says which runs the loop drives, once all that has happened to them so far is durable.
    record Known(CompletableFuture<Set<RunId>> answer) implements Message {}

    /// Only wakes the loop.
    record Nothing() implements Message {}

    /// The DAG's run before `run` as it stands in the journal.
    ///
    /// @param before null when there is none
    record Before(RunId run, @Nullable Past before) implements Message {}

    record Past(StoredRun run, DagVersion version) {}

    /// Says what the loop needs of the pools.
    record PoolNeeds(CompletableFuture<Needs> answer) implements Message {}

    /// @param loop whose needs they are
    record Needs(Object loop, Map<String, Pools.Ask> asks) {}

    /// What came of needs that were said before; of no use to another loop, which writes under another epoch.
    ///
    /// @param contended answers whether somebody goes short
    record PoolShares(Object loop, Map<String, Pools.Share> shares, CompletableFuture<Boolean> contended)
            implements Message {}

    /// Runs of these DAGs stay queued from now on; those of all others may start.
    record Paused(Set<DagId> dags) implements Message {}
}
