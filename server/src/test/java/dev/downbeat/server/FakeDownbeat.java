package dev.downbeat.server;

import dev.downbeat.api.AlertsApi;
import dev.downbeat.api.AssetsApi;
import dev.downbeat.api.BackfillsApi;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.ExplainViews.Explanation;
import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.api.LimitsApi;
import dev.downbeat.api.RepairApi;
import dev.downbeat.api.UnknownNameException;
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
import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.EngineMeters;
import dev.downbeat.runtime.Health;
import dev.downbeat.runtime.Webhooks;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// One DAG and one run, moved on by the test: what the server does with them is what is looked at.
final class FakeDownbeat implements Downbeat, DownbeatApi {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    final FakeRepair repair = new FakeRepair();
    final List<TriggerRequest> triggered = new CopyOnWriteArrayList<>();
    private final List<RunListener> listeners = new CopyOnWriteArrayList<>();
    private final EngineMeters meters = new EngineMeters();
    volatile Health health = new Health(true, true);
    volatile String log = "";
    private volatile RunDetail run = run(1, "running");

    void move(long seq, String state) {
        run = run(seq, state);
        listeners.forEach(listener -> listener.changed(run));
    }

    int followers() {
        return listeners.size();
    }

    @Override
    public DownbeatApi api() {
        return this;
    }

    @Override
    public Webhooks webhooks() {
        throw new IllegalStateException("no webhooks here");
    }

    @Override
    public Optional<Fleet> fleet() {
        return Optional.empty();
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public Optional<RunSpec> spec(RunId id) {
        return Optional.empty();
    }

    @Override
    public EngineMeters meters() {
        return meters;
    }

    @Override
    public long submit(FileRun run) {
        throw new IllegalStateException("a server submits no files");
    }

    @Override
    public Path artifacts(long runId) {
        return Path.of("artifacts");
    }

    @Override
    public void listens(URI server) {}

    @Override
    public void announce(URI server) {
        throw new IllegalStateException("who starts the server announces it");
    }

    @Override
    public void close() {
        throw new IllegalStateException("the server does not close what it did not open");
    }

    @Override
    public ServerInfo info() {
        return new ServerInfo("0.1", "embedded", NOW.toString(), 1, 0);
    }

    @Override
    public BackfillsApi backfills() {
        throw new IllegalStateException("no backfills here");
    }

    @Override
    public AssetsApi assets() {
        throw new IllegalStateException("no assets here");
    }

    @Override
    public AlertsApi alerts() {
        throw new IllegalStateException("no alerts here");
    }

    @Override
    public WorkersApi workers() {
        throw new IllegalStateException("no workers here");
    }

    @Override
    public LimitsApi limits() {
        throw new IllegalStateException("no limits here");
    }

    @Override
    public Page<DagSummary> dags(DagQuery query) {
        return new Page<>(List.of(dag()), query.cursor().isEmpty() ? "more&more" : null);
    }

    @Override
    public DagDetail dag(String dagId) {
        if (!dagId.equals("churn")) {
            throw UnknownNameException.of(
                    ErrorCode.NOT_FOUND, "there is no DAG '%s'".formatted(dagId), dagId, List.of("churn"));
        }
        return new DagDetail(dag(), "", Map.of());
    }

    @Override
    public VersionDetail version(String dagId, int number) {
        throw new DownbeatException(ErrorCode.DATABASE, "the database is out of reach");
    }

    @Override
    public List<VersionSummary> versions(String dagId) {
        throw new IllegalStateException("a fault with a secret in it");
    }

    @Override
    public void pause(String dagId, boolean paused) {
        dag(dagId);
    }

    @Override
    public List<PlannedRun> plan(String dagId, int count) {
        return List.of();
    }

    @Override
    public List<ImportProblem> importErrors() {
        return List.of(new ImportProblem("<b>.yaml", NOW, List.of(new Problem("<b>.yaml", 1, 2, "<script>", ""))));
    }

    @Override
    public RunSummary trigger(String dagId, TriggerRequest request) {
        triggered.add(request);
        return run.summary();
    }

    @Override
    public Page<RunSummary> runs(RunQuery query) {
        return new Page<>(List.of(run.summary()), null);
    }

    @Override
    public RunDetail run(long runId) {
        if (runId != 7) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no run " + runId);
        }
        return run;
    }

    @Override
    public Page<TaskView> tasks(long runId, TaskQuery query) {
        boolean ended = !run.summary().state().equals("running");
        var task = new TaskView(
                "t",
                -1,
                null,
                "noop",
                ended ? "success" : "running",
                1,
                1,
                1,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
        return new Page<>(List.of(task), null);
    }

    @Override
    public List<AttemptView> attempts(long runId, String taskId, int mapIndex) {
        return List.of();
    }

    @Override
    public Explanation explain(long runId, String taskId, int mapIndex) {
        var gate = new GateView("run", "not_met", null, "the run is queued", "the run begins");
        return new Explanation(runId, "churn", taskId, mapIndex, "none", List.of(gate));
    }

    @Override
    public List<XcomView> xcoms(long runId, String taskId, int mapIndex) {
        return List.of(new XcomView("return_value", null));
    }

    @Override
    public Page<HistoryEvent> history(long runId, Optional<String> cursor, int limit) {
        return new Page<>(List.of(), null);
    }

    @Override
    public void cancel(long runId) {
        run(runId);
    }

    @Override
    public RepairApi repair() {
        return repair;
    }

    @Override
    public LogChunk log(long runId, String taskId, int mapIndex, int attempt, long offset, int maxBytes) {
        run(runId);
        boolean ended = !run.summary().state().equals("running");
        String text = log;
        int from = (int) Math.min(offset, text.length());
        return new LogChunk(text.substring(from), 1, text.length(), ended);
    }

    @Override
    public Subscription follow(long runId, RunListener listener) {
        listener.changed(run(runId));
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static DagSummary dag() {
        return new DagSummary(
                "churn", "<i>", List.of(), List.of(), false, "by hand", null, 1, "/dags/churn.yaml", null, null);
    }

    private static RunDetail run(long seq, String state) {
        Instant ended = state.equals("running") ? null : NOW.plusSeconds(3);
        var summary = new RunSummary(7, "churn", 1, "manual", state, NOW, NOW, NOW, ended, null);
        return new RunDetail(summary, NOW, NOW, NOW, Map.of(), Map.of(), seq, Map.of(), List.of());
    }
}
