package dev.downbeat.server;

import dev.downbeat.api.RepairApi;
import dev.downbeat.api.RepairViews.AskedCommand;
import dev.downbeat.api.RepairViews.BulkPlan;
import dev.downbeat.api.RepairViews.BulkRequest;
import dev.downbeat.api.RepairViews.BulkRun;
import dev.downbeat.api.RepairViews.CancelTasksRequest;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.CommandView;
import dev.downbeat.api.RepairViews.MarkRequest;
import dev.downbeat.api.RepairViews.MarkRunRequest;
import dev.downbeat.api.RepairViews.NoteRequest;
import dev.downbeat.api.RepairViews.NoteView;
import dev.downbeat.api.RepairViews.Plan;
import dev.downbeat.api.RepairViews.PlannedTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Notes what it was asked for.
final class FakeRepair implements RepairApi {
    final List<Object> asked = new ArrayList<>();
    private final List<NoteView> notes = new ArrayList<>();

    private Plan plan(long run, boolean dryRun, Object request) {
        asked.add(request);
        var task = new PlannedTask(run, "train", List.of(-1), Map.of("failed", 1));
        return new Plan(
                dryRun, List.of(task), List.of(), List.of(), dryRun ? List.of() : List.of(new AskedCommand(1, run)));
    }

    @Override
    public Plan clear(long run, ClearRequest request) {
        return plan(run, request.dryRun(), request);
    }

    @Override
    public Plan mark(long run, MarkRequest request) {
        return plan(run, request.dryRun(), request);
    }

    @Override
    public Plan cancelTasks(long run, CancelTasksRequest request) {
        return plan(run, request.dryRun(), request);
    }

    @Override
    public Plan markRun(long run, MarkRunRequest request) {
        return plan(run, request.dryRun(), request);
    }

    @Override
    public List<CommandView> commands(long run) {
        return List.of(
                new CommandView(1, "clear", Map.of(), Instant.EPOCH, "anna", Instant.EPOCH, "done: 1 task instance"));
    }

    @Override
    public BulkPlan bulk(BulkRequest request) {
        asked.add(request);
        return new BulkPlan(request.dryRun(), List.of(new BulkRun(7, "churn", "failed", 2, null)), List.of());
    }

    @Override
    public List<NoteView> notes(long run) {
        return notes;
    }

    @Override
    public NoteView addNote(long run, NoteRequest request) {
        var note = new NoteView(
                notes.size() + 1L,
                request.onTask().orElse(""),
                -1,
                Objects.requireNonNullElse(request.text(), ""),
                Instant.EPOCH,
                Objects.requireNonNullElse(request.by(), ""));
        notes.add(note);
        return note;
    }
}
