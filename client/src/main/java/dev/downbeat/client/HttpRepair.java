package dev.downbeat.client;

import dev.downbeat.api.RepairApi;
import dev.downbeat.api.RepairViews.BulkPlan;
import dev.downbeat.api.RepairViews.BulkRequest;
import dev.downbeat.api.RepairViews.CancelTasksRequest;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.CommandView;
import dev.downbeat.api.RepairViews.MarkRequest;
import dev.downbeat.api.RepairViews.MarkRunRequest;
import dev.downbeat.api.RepairViews.NoteRequest;
import dev.downbeat.api.RepairViews.NoteView;
import dev.downbeat.api.RepairViews.Plan;
import java.util.List;

/// [RepairApi] over HTTP.
final class HttpRepair implements RepairApi {
    private final Exchange exchange;

    HttpRepair(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public Plan clear(long run, ClearRequest request) {
        return exchange.post(Path.of("runs", run, "clear"), request, Plan.class);
    }

    @Override
    public Plan mark(long run, MarkRequest request) {
        return exchange.post(Path.of("runs", run, "mark-tasks"), request, Plan.class);
    }

    @Override
    public Plan cancelTasks(long run, CancelTasksRequest request) {
        return exchange.post(Path.of("runs", run, "cancel-tasks"), request, Plan.class);
    }

    @Override
    public Plan markRun(long run, MarkRunRequest request) {
        return exchange.post(Path.of("runs", run, "mark"), request, Plan.class);
    }

    @Override
    public List<CommandView> commands(long run) {
        return exchange.list(Path.of("runs", run, "commands"), CommandView[].class);
    }

    @Override
    public BulkPlan bulk(BulkRequest request) {
        return exchange.post(Path.of("runs", "bulk"), request, BulkPlan.class);
    }

    @Override
    public List<NoteView> notes(long run) {
        return exchange.list(Path.of("runs", run, "notes"), NoteView[].class);
    }

    @Override
    public NoteView addNote(long run, NoteRequest request) {
        return exchange.post(Path.of("runs", run, "notes"), request, NoteView.class);
    }
}
