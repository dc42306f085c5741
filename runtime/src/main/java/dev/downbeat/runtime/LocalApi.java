package dev.downbeat.runtime;

import dev.downbeat.api.AlertsApi;
import dev.downbeat.api.AssetsApi;
import dev.downbeat.api.BackfillsApi;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.ExplainViews.Explanation;
import dev.downbeat.api.LimitsApi;
import dev.downbeat.api.RepairApi;
import dev.downbeat.api.Views.AttemptView;
import dev.downbeat.api.Views.DagDetail;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.HistoryEvent;
import dev.downbeat.api.Views.ImportProblem;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.PlannedRun;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.ServerInfo;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.api.Views.VersionDetail;
import dev.downbeat.api.Views.VersionSummary;
import dev.downbeat.api.Views.XcomView;
import dev.downbeat.api.WorkersApi;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.query.DagQueries;
import dev.downbeat.store.query.DagRow;
import dev.downbeat.store.query.RunQueries;
import dev.downbeat.store.query.TaskQueries;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// [DownbeatApi] on the store.
final class LocalApi implements DownbeatApi {
    private final ReadModels reads;
    private final Deeds deeds;
    private final Attempts attempts;
    private final RunFeed feed;
    private final About about;

    /// The questions it can put to the store.
    record ReadModels(DagQueries dags, RunQueries runs, TaskQueries tasks, Parts parts, Explanations explanations) {}

    /// The parts of the API that stand on their own.
    record Parts(LimitsApi limits, BackfillsApi backfills, AlertsApi alerts, AssetsApi assets, WorkersApi workers) {}

    /// What it can do.
    record Deeds(Triggers triggers, Repairs repairs) {}

    /// What attempts leave, and give to see while they run.
    record Attempts(AttemptLogs logs, LiveTasks live) {}

    /// What this process says of itself.
    ///
    /// @param database for people, never a password
    record About(String version, String database, Instant startedAt, InstantSource clock) {}

    LocalApi(ReadModels reads, Deeds deeds, Attempts attempts, RunFeed feed, About about) {
        this.reads = reads;
        this.deeds = deeds;
        this.attempts = attempts;
        this.feed = feed;
        this.about = about;
    }

    @Override
    public ServerInfo info() {
        RunQueries.Active active = reads.runs().active();
        return new ServerInfo(
                about.version(), about.database(), about.startedAt().toString(), active.running(), active.queued());
    }

    @Override
    public BackfillsApi backfills() {
        return reads.parts().backfills();
    }

    @Override
    public AlertsApi alerts() {
        return reads.parts().alerts();
    }

    @Override
    public AssetsApi assets() {
        return reads.parts().assets();
    }

    @Override
    public WorkersApi workers() {
        return reads.parts().workers();
    }

    @Override
    public LimitsApi limits() {
        return reads.parts().limits();
    }

    @Override
    public Page<DagSummary> dags(DagQuery query) {
        Page<DagRow> page = reads.dags().list(query);
        Instant now = about.clock().instant();
        return new Page<>(
                page.items().stream().map(dag -> ScheduleText.summary(dag, now)).toList(), page.nextCursor());
    }

    @Override
    public DagDetail dag(String dagId) {
        DagRow dag = reads.dags().dag(dagId);
        VersionDetail newest = reads.dags().version(dagId, 0);
        return new DagDetail(
                ScheduleText.summary(dag, about.clock().instant()), dag.about().docs(), newest.spec());
    }

    @Override
    public VersionDetail version(String dagId, int number) {
        return reads.dags().version(dagId, number);
    }

    @Override
    public List<VersionSummary> versions(String dagId) {
        return reads.dags().versions(dagId);
    }

    @Override
    public void pause(String dagId, boolean paused) {
        deeds.triggers().pause(reads.dags().dag(dagId).id(), paused);
    }

    @Override
    public List<PlannedRun> plan(String dagId, int count) {
        if (count < 1 || count > Page.MAX_LIMIT) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "count is %d, allowed is 1 to %d".formatted(count, Page.MAX_LIMIT));
        }
        DagRow dag = reads.dags().dag(dagId);
        return Stream.concat(
                        reads.dags().waiting(dagId, count).stream(),
                        ScheduleText.plan(dag, about.clock().instant(), count).stream())
                .limit(count)
                .toList();
    }

    @Override
    public List<ImportProblem> importErrors() {
        return reads.dags().importErrors();
    }

    @Override
    public RunSummary trigger(String dagId, TriggerRequest request) {
        var dag = deeds.triggers().find(dagId).orElseThrow(() -> reads.dags().unknown(dagId));
        return reads.runs().summary(deeds.triggers().trigger(dag, request).value());
    }

    @Override
    public Page<RunSummary> runs(RunQuery query) {
        query.dag().ifPresent(dag -> reads.dags().dag(dag));
        return reads.runs().list(query);
    }

    @Override
    public RunDetail run(long runId) {
        return attempts.live().of(reads.runs().detail(runId));
    }

    @Override
    public Page<TaskView> tasks(long runId, TaskQuery query) {
        return attempts.live()
                .of(
                        reads.tasks().list(runId, query),
                        runId,
                        run -> reads.runs().summary(run).dag());
    }

    @Override
    public List<AttemptView> attempts(long runId, String taskId, int mapIndex) {
        return reads.tasks().attempts(runId, taskId, mapIndex);
    }

    @Override
    public Explanation explain(long runId, String taskId, int mapIndex) {
        return reads.explanations().explain(runId, taskId, mapIndex);
    }

    @Override
    public List<XcomView> xcoms(long runId, String taskId, int mapIndex) {
        return reads.tasks().xcoms(runId, taskId, mapIndex);
    }

    @Override
    public Page<HistoryEvent> history(long runId, Optional<String> cursor, int limit) {
        return reads.runs().history(runId, cursor, limit);
    }

    @Override
    public void cancel(long runId) {
        deeds.repairs().cancel(reads.runs().summary(runId), "");
    }

    @Override
    public RepairApi repair() {
        return deeds.repairs();
    }

    @Override
    public LogChunk log(long runId, String taskId, int mapIndex, int attempt, long offset, int maxBytes) {
        return attempts.logs().read(new AttemptLogs.Instance(runId, taskId, mapIndex), attempt, offset, maxBytes);
    }

    @Override
    public Subscription follow(long runId, RunListener listener) {
        return feed.follow(runId, listener);
    }
}
