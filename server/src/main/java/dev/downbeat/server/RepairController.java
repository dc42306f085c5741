package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
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
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What is asked here is durable when the answer comes; it is carried out soon after, and what came of it stands
/// among the run's commands.
@RestController
@RequestMapping("/api/v1/runs")
final class RepairController {
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final DownbeatApi api;

    RepairController(DownbeatApi api) {
        this.api = api;
    }

    @PostMapping(path = "/{run}/clear", consumes = JSON, produces = JSON)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Says(value = "Takes task instances back: they run anew. With dry_run it only says which.", status = 202)
    Plan clear(@PathVariable long run, @RequestBody ClearRequest request) {
        return api.repair().clear(run, request);
    }

    @PostMapping(path = "/{run}/mark-tasks", consumes = JSON, produces = JSON)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Says(value = "Says how task instances ended: success, failed or skipped.", status = 202)
    Plan markTasks(@PathVariable long run, @RequestBody MarkRequest request) {
        return api.repair().mark(run, request);
    }

    @PostMapping(path = "/{run}/cancel-tasks", consumes = JSON, produces = JSON)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Says(value = "Stops task instances; what ran fails, what had not begun is skipped.", status = 202)
    Plan cancelTasks(@PathVariable long run, @RequestBody CancelTasksRequest request) {
        return api.repair().cancelTasks(run, request);
    }

    @PostMapping(path = "/{run}/mark", consumes = JSON, produces = JSON)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Says(value = "Says how the run ended: success or failed.", status = 202)
    Plan mark(@PathVariable long run, @RequestBody MarkRunRequest request) {
        return api.repair().markRun(run, request);
    }

    @PostMapping(path = "/bulk", consumes = JSON, produces = JSON)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Says(value = "Cancels, clears or marks all runs that a filter names.", status = 202)
    BulkPlan bulk(@RequestBody BulkRequest request) {
        return api.repair().bulk(request);
    }

    @GetMapping(path = "/{run}/commands", produces = JSON)
    @Says("What people asked of a run, the oldest first, and what came of it.")
    List<CommandView> commands(@PathVariable long run) {
        return api.repair().commands(run);
    }

    @GetMapping(path = "/{run}/notes", produces = JSON)
    @Says("The notes on a run and its tasks, the oldest first.")
    List<NoteView> notes(@PathVariable long run) {
        return api.repair().notes(run);
    }

    @PostMapping(path = "/{run}/notes", consumes = JSON, produces = JSON)
    @ResponseStatus(HttpStatus.CREATED)
    @Says(value = "Writes a note on a run, or on one of its tasks.", status = 201)
    NoteView addNote(@PathVariable long run, @RequestBody NoteRequest request) {
        return api.repair().addNote(run, request);
    }
}
