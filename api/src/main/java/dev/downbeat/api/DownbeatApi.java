package dev.downbeat.api;

import dev.downbeat.api.ExplainViews.Explanation;
import dev.downbeat.api.Views.*;
import java.util.List;
import java.util.Optional;

/// The whole product as one interface: served over HTTP, implemented by the runtime on the store, and by the
/// client over HTTP. All methods throw [dev.downbeat.model.DownbeatException]: NOT_FOUND with the nearest known
/// name, BAD_INPUT, CONFLICT.
public interface DownbeatApi {
    ServerInfo info();

    /// Pools.
    LimitsApi limits();

    /// Backfills.
    BackfillsApi backfills();

    /// What people are told.
    AlertsApi alerts();

    AssetsApi assets();

    /// The workers.
    WorkersApi workers();

    // DAGs

    Page<DagSummary> dags(DagQuery query);

    DagDetail dag(String dagId);

    /// The spec and the source of a version.
    ///
    /// @param number counts from 1; 0 for the newest
    VersionDetail version(String dagId, int number);

    List<VersionSummary> versions(String dagId);

    void pause(String dagId, boolean paused);

    /// The next `count` runs the schedule will fire, those that wait already first; empty without a schedule.
    List<PlannedRun> plan(String dagId, int count);

    List<ImportProblem> importErrors();

    // Runs

    /// Accepts a run: when this returns, the run is durable.
    RunSummary trigger(String dagId, TriggerRequest request);

    Page<RunSummary> runs(RunQuery query);

    RunDetail run(long runId);

    Page<TaskView> tasks(long runId, TaskQuery query);

    /// All attempts of a task instance, the first one first.
    List<AttemptView> attempts(long runId, String taskId, int mapIndex);

    /// All that a task instance has to pass before it runs, and how it stands.
    ///
    /// @param mapIndex -1 when not mapped, or for a mapped task whose items are not known yet
    Explanation explain(long runId, String taskId, int mapIndex);

    List<XcomView> xcoms(long runId, String taskId, int mapIndex);

    Page<HistoryEvent> history(long runId, Optional<String> cursor, int limit);

    void cancel(long runId);

    /// What can be done to runs that exist.
    RepairApi repair();

    /// A piece of an attempt's log.
    ///
    /// @param attempt 0 for the newest
    /// @param offset  in bytes from the start; negative: so many bytes before the end
    LogChunk log(long runId, String taskId, int mapIndex, int attempt, long offset, int maxBytes);

    /// Calls `listener` with a fresh view whenever something of the run changed (coalesced), until it ended or
    /// the subscription is closed. The first call comes at once.
    Subscription follow(long runId, RunListener listener);

    interface RunListener {
        void changed(RunDetail run);
    }

    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
