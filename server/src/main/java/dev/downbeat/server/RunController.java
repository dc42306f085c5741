package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.ExplainViews.Explanation;
import dev.downbeat.api.Views.AttemptView;
import dev.downbeat.api.Views.HistoryEvent;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.XcomView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/runs")
final class RunController {
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
    private static final String TEXT = "text/plain;charset=UTF-8";

    private final DownbeatApi api;

    RunController(DownbeatApi api) {
        this.api = api;
    }

    @GetMapping(produces = JSON)
    @Says("The runs, the newest first.")
    ResponseEntity<Page<RunSummary>> list(
            @RequestParam(required = false) @Nullable @Says("Of this DAG.") String dag,
            @RequestParam(required = false) @Nullable @Says("In this state.") String state,
            @RequestParam(required = false) @Nullable @Says("next_cursor of the page before.") String cursor,
            @RequestParam(defaultValue = "50") @Says("How many, 1 to 1000.") int limit,
            HttpServletRequest request) {
        var query =
                new RunQuery(Optional.ofNullable(dag), Optional.ofNullable(state), Optional.ofNullable(cursor), limit);
        return Pages.linked(request, api.runs(query));
    }

    @GetMapping(path = "/{run}", produces = JSON)
    @Says("A run with the first 1,000 of its task instances.")
    RunDetail one(@PathVariable long run) {
        return api.run(run);
    }

    @PostMapping(path = "/{run}/cancel", consumes = JSON, produces = JSON)
    @ResponseStatus(org.springframework.http.HttpStatus.ACCEPTED)
    @Says(value = "Asks a run to stop; it ends as failed once its attempts have stopped.", status = 202)
    RunSummary cancel(@PathVariable long run) {
        api.cancel(run);
        return api.run(run).summary();
    }

    @GetMapping(path = "/{run}/tasks", produces = JSON)
    @Says("The task instances of a run, in the DAG's order.")
    ResponseEntity<Page<TaskView>> tasks(
            @PathVariable long run,
            @RequestParam(required = false) @Nullable @Says("In this state.") String state,
            @RequestParam(required = false) @Nullable @Says("Of this task.") String task,
            @RequestParam(required = false) @Nullable @Says("next_cursor of the page before.") String cursor,
            @RequestParam(defaultValue = "50") @Says("How many, 1 to 1000.") int limit,
            HttpServletRequest request) {
        var query = new TaskQuery(
                Optional.ofNullable(state), Optional.ofNullable(task), Optional.ofNullable(cursor), limit);
        return Pages.linked(request, api.tasks(run, query));
    }

    @GetMapping(path = "/{run}/history", produces = JSON)
    @Says("All that happened to a run, the oldest first.")
    ResponseEntity<Page<HistoryEvent>> history(
            @PathVariable long run,
            @RequestParam(required = false) @Nullable @Says("next_cursor of the page before.") String cursor,
            @RequestParam(defaultValue = "50") @Says("How many, 1 to 1000.") int limit,
            HttpServletRequest request) {
        return Pages.linked(request, api.history(run, Optional.ofNullable(cursor), limit));
    }

    @GetMapping(path = "/{run}/tasks/{task}/attempts", produces = JSON)
    @Says("The attempts of a task instance, the first one first.")
    List<AttemptView> attempts(
            @PathVariable long run,
            @PathVariable String task,
            @RequestParam(defaultValue = "-1") @Says("The map index; -1 when not mapped.") int index) {
        return api.attempts(run, task, index);
    }

    @GetMapping(path = "/{run}/tasks/{task}/explain", produces = JSON)
    @Says("Why a task instance does not run: all that it has to pass, in order.")
    Explanation explain(
            @PathVariable long run,
            @PathVariable String task,
            @RequestParam(defaultValue = "-1") @Says("The map index; -1 when not mapped.") int index) {
        return api.explain(run, task, index);
    }

    @GetMapping(path = "/{run}/tasks/{task}/xcoms", produces = JSON)
    @Says("The values that a task instance left for others.")
    List<XcomView> xcoms(
            @PathVariable long run,
            @PathVariable String task,
            @RequestParam(defaultValue = "-1") @Says("The map index; -1 when not mapped.") int index) {
        return api.xcoms(run, task, index);
    }

    @GetMapping(path = "/{run}/tasks/{task}/log", produces = JSON)
    @Says("A piece of an attempt's log.")
    LogChunk log(
            @PathVariable long run,
            @PathVariable String task,
            @RequestParam(defaultValue = "-1") @Says("The map index; -1 when not mapped.") int index,
            @RequestParam(defaultValue = "0") @Says("From 1; 0 for the newest.") int attempt,
            @RequestParam(defaultValue = "0") @Says("Bytes from the start; negative: from the end.") long offset,
            @RequestParam(name = "max_bytes", defaultValue = "1000000") @Says("1 to 1000000.") int maxBytes) {
        return api.log(run, task, index, attempt, offset, maxBytes);
    }

    @GetMapping(path = "/{run}/tasks/{task}/log", produces = TEXT)
    @Says("A piece of an attempt's log as text; the header Downbeat-Next-Offset says where it ends.")
    ResponseEntity<String> text(
            @PathVariable long run,
            @PathVariable String task,
            @RequestParam(defaultValue = "-1") int index,
            @RequestParam(defaultValue = "0") int attempt,
            @RequestParam(defaultValue = "0") long offset,
            @RequestParam(name = "max_bytes", defaultValue = "1000000") int maxBytes) {
        LogChunk chunk = api.log(run, task, index, attempt, offset, maxBytes);
        return ResponseEntity.ok()
                .header("Downbeat-Attempt", Integer.toString(chunk.attempt()))
                .header("Downbeat-Next-Offset", Long.toString(chunk.next()))
                .header("Downbeat-Complete", Boolean.toString(chunk.complete()))
                .body(chunk.text());
    }
}
