package dev.downbeat.client;

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
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [DownbeatApi] over HTTP. Errors carry the code and the text that the server gave; when the server is out
/// of reach the code is EXTERNAL_SERVICE.
public final class HttpDownbeat implements DownbeatApi, AutoCloseable {
    private final Exchange exchange;

    /// @param server without a path: `http://127.0.0.1:8642`
    public HttpDownbeat(URI server) {
        this.exchange = new Exchange(server.resolve("/api/v1/"));
    }

    @Override
    public ServerInfo info() {
        return exchange.get(Path.of("info"), ServerInfo.class);
    }

    @Override
    public BackfillsApi backfills() {
        return new HttpBackfills(exchange);
    }

    @Override
    public AssetsApi assets() {
        return new HttpAssets(exchange);
    }

    @Override
    public AlertsApi alerts() {
        return new HttpAlerts(exchange);
    }

    @Override
    public WorkersApi workers() {
        return new HttpWorkers(exchange);
    }

    @Override
    public LimitsApi limits() {
        return new HttpLimits(exchange);
    }

    @Override
    public Page<DagSummary> dags(DagQuery query) {
        Path path = Path.of("dags")
                .query("text", query.text())
                .query("tag", query.tag())
                .query("cursor", query.cursor())
                .query("limit", query.limit());
        return exchange.page(path, DagSummary[].class);
    }

    @Override
    public DagDetail dag(String dagId) {
        return exchange.get(Path.of("dags", dagId), DagDetail.class);
    }

    @Override
    public VersionDetail version(String dagId, int number) {
        return exchange.get(Path.of("dags", dagId, "versions", number), VersionDetail.class);
    }

    @Override
    public List<VersionSummary> versions(String dagId) {
        return exchange.list(Path.of("dags", dagId, "versions"), VersionSummary[].class);
    }

    @Override
    public void pause(String dagId, boolean paused) {
        exchange.send("PATCH", Path.of("dags", dagId), Map.of("paused", paused), Map.of());
    }

    @Override
    public List<PlannedRun> plan(String dagId, int count) {
        return exchange.list(Path.of("dags", dagId, "plan").query("count", count), PlannedRun[].class);
    }

    @Override
    public List<ImportProblem> importErrors() {
        return exchange.list(Path.of("import-errors"), ImportProblem[].class);
    }

    @Override
    public RunSummary trigger(String dagId, TriggerRequest request) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("params", request.params());
        body.put("logical_date", request.logicalDate());
        var headers = new LinkedHashMap<String, String>();
        if (request.idempotencyKey() != null) {
            headers.put("Idempotency-Key", request.idempotencyKey());
        }
        if (request.traceparent() != null) {
            headers.put("traceparent", request.traceparent());
        }
        String answer = exchange.send("POST", Path.of("dags", dagId, "runs"), body, headers);
        return exchange.read(answer, RunSummary.class);
    }

    @Override
    public Page<RunSummary> runs(RunQuery query) {
        Path path = Path.of("runs")
                .query("dag", query.dag())
                .query("state", query.state())
                .query("cursor", query.cursor())
                .query("limit", query.limit());
        return exchange.page(path, RunSummary[].class);
    }

    @Override
    public RunDetail run(long runId) {
        return exchange.get(Path.of("runs", runId), RunDetail.class);
    }

    @Override
    public Page<TaskView> tasks(long runId, TaskQuery query) {
        Path path = Path.of("runs", runId, "tasks")
                .query("state", query.state())
                .query("task", query.task())
                .query("cursor", query.cursor())
                .query("limit", query.limit());
        return exchange.page(path, TaskView[].class);
    }

    @Override
    public List<AttemptView> attempts(long runId, String taskId, int mapIndex) {
        return exchange.list(
                Path.of("runs", runId, "tasks", taskId, "attempts").query("index", mapIndex), AttemptView[].class);
    }

    @Override
    public Explanation explain(long runId, String taskId, int mapIndex) {
        return exchange.get(
                Path.of("runs", runId, "tasks", taskId, "explain").query("index", mapIndex), Explanation.class);
    }

    @Override
    public List<XcomView> xcoms(long runId, String taskId, int mapIndex) {
        return exchange.list(
                Path.of("runs", runId, "tasks", taskId, "xcoms").query("index", mapIndex), XcomView[].class);
    }

    @Override
    public Page<HistoryEvent> history(long runId, Optional<String> cursor, int limit) {
        Path path = Path.of("runs", runId, "history").query("cursor", cursor).query("limit", limit);
        return exchange.page(path, HistoryEvent[].class);
    }

    @Override
    public void cancel(long runId) {
        exchange.send("POST", Path.of("runs", runId, "cancel"), Map.of(), Map.of());
    }

    @Override
    public RepairApi repair() {
        return new HttpRepair(exchange);
    }

    @Override
    public LogChunk log(long runId, String taskId, int mapIndex, int attempt, long offset, int maxBytes) {
        Path path = Path.of("runs", runId, "tasks", taskId, "log")
                .query("index", mapIndex)
                .query("attempt", attempt)
                .query("offset", offset)
                .query("max_bytes", maxBytes);
        return exchange.get(path, LogChunk.class);
    }

    @Override
    public Subscription follow(long runId, RunListener listener) {
        return RunStream.open(exchange, runId, listener);
    }

    @Override
    public void close() {
        exchange.close();
    }
}
