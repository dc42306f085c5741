package dev.downbeat.cli;

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
import dev.downbeat.api.WorkerViews.WorkerView;
import dev.downbeat.api.WorkersApi;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Answers what the test put in, and notes what it was told to do.
final class FakeApi implements DownbeatApi {
    final Map<String, DagDetail> dags = new LinkedHashMap<>();
    final List<RunDetail> runs = new ArrayList<>();
    final Map<String, String> logs = new LinkedHashMap<>();
    final List<ImportProblem> importErrors = new ArrayList<>();
    final List<HistoryEvent> history = new ArrayList<>();
    final List<PlannedRun> planned = new ArrayList<>();
    final List<WorkerView> workers = new ArrayList<>();
    final FakeLimits limits = new FakeLimits();
    final FakeBackfills backfills = new FakeBackfills();
    final FakeAlerts alerts = new FakeAlerts();
    final FakeAssets assets = new FakeAssets();
    final List<String> told = new ArrayList<>();
    final FakeRepair repair = new FakeRepair();

    /// What a follower is told, one after the other.
    final List<RunDetail> course = new ArrayList<>();

    @Override
    public ServerInfo info() {
        return new ServerInfo("1.0", "embedded", "", 0, 0);
    }

    @Override
    public BackfillsApi backfills() {
        return backfills;
    }

    @Override
    public AssetsApi assets() {
        return assets;
    }

    @Override
    public AlertsApi alerts() {
        return alerts;
    }

    @Override
    public WorkersApi workers() {
        return () -> workers;
    }

    @Override
    public LimitsApi limits() {
        return limits;
    }

    @Override
    public Page<DagSummary> dags(DagQuery query) {
        return new Page<>(
                dags.values().stream()
                        .map(DagDetail::summary)
                        .filter(dag -> dag.id().contains(query.text()))
                        .toList(),
                null);
    }

    @Override
    public DagDetail dag(String dagId) {
        return Optional.ofNullable(dags.get(dagId))
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no DAG '" + dagId + "'"));
    }

    @Override
    public VersionDetail version(String dagId, int number) {
        Object retries = number == 1 ? 0 : 3;
        Object task = Map.of("id", "train", "policy", Map.of("retry", Map.of("retries", retries)));
        List<Object> tasks = number == 1 ? List.of(task) : List.of(task, Map.of("id", "mail"));
        return new VersionDetail(versions(dagId).get(2 - number), Map.of("id", dagId, "tasks", tasks), "");
    }

    @Override
    public List<VersionSummary> versions(String dagId) {
        return List.of(new VersionSummary(2, "b", Instant.EPOCH), new VersionSummary(1, "a", Instant.EPOCH));
    }

    @Override
    public void pause(String dagId, boolean paused) {
        dag(dagId);
        told.add((paused ? "pause " : "unpause ") + dagId);
    }

    @Override
    public List<PlannedRun> plan(String dagId, int count) {
        return planned.stream().limit(count).toList();
    }

    @Override
    public List<ImportProblem> importErrors() {
        return importErrors;
    }

    @Override
    public RunSummary trigger(String dagId, TriggerRequest request) {
        told.add("trigger " + dagId + " " + request.params());
        return runs.getFirst().summary();
    }

    /// Two a page.
    @Override
    public Page<RunSummary> runs(RunQuery query) {
        List<RunSummary> found = runs.stream()
                .map(RunDetail::summary)
                .filter(run -> query.dag().map(run.dag()::equals).orElse(true))
                .filter(run -> query.state().map(run.state()::equals).orElse(true))
                .toList();
        int from = query.cursor().map(Integer::parseInt).orElse(0);
        int to = Math.min(found.size(), from + 2);
        return new Page<>(found.subList(from, to), to < found.size() ? String.valueOf(to) : null);
    }

    @Override
    public RunDetail run(long runId) {
        return runs.stream()
                .filter(run -> run.summary().id() == runId)
                .findFirst()
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no run " + runId));
    }

    @Override
    public Page<TaskView> tasks(long runId, TaskQuery query) {
        List<RunDetail> newest = course.isEmpty() ? List.of(run(runId)) : course;
        return new Page<>(
                newest.getLast().tasks().stream()
                        .filter(task -> query.task().map(task.task()::equals).orElse(true))
                        .filter(task -> query.state().map(task.state()::equals).orElse(true))
                        .toList(),
                null);
    }

    @Override
    public List<AttemptView> attempts(long runId, String taskId, int mapIndex) {
        return List.of();
    }

    @Override
    public Explanation explain(long runId, String taskId, int mapIndex) {
        return Sample.explanation(runId, taskId, mapIndex);
    }

    @Override
    public List<XcomView> xcoms(long runId, String taskId, int mapIndex) {
        return List.of();
    }

    @Override
    public Page<HistoryEvent> history(long runId, Optional<String> cursor, int limit) {
        return new Page<>(history, null);
    }

    @Override
    public void cancel(long runId) {
        run(runId);
        told.add("cancel " + runId);
    }

    @Override
    public RepairApi repair() {
        return repair;
    }

    /// Bytes are letters here: the logs of the tests are ASCII.
    @Override
    public LogChunk log(long runId, String taskId, int mapIndex, int attempt, long offset, int maxBytes) {
        String log = Objects.requireNonNullElse(logs.get(Words.task(taskId, mapIndex)), "");
        int from = (int) (offset < 0 ? Math.max(0, log.length() + offset) : offset);
        int to = Math.min(log.length(), from + maxBytes);
        return new LogChunk(log.substring(from, to), Math.max(1, attempt), to, to == log.length());
    }

    @Override
    public Subscription follow(long runId, RunListener listener) {
        var thread = Thread.ofVirtual().start(() -> course.forEach(listener::changed));
        return thread::interrupt;
    }
}
