package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.DagDetail;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.PlannedRun;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.api.Views.VersionDetail;
import dev.downbeat.api.Views.VersionSummary;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/dags", produces = "application/json")
final class DagController {
    private static final int PLANNED = 10;

    private final DownbeatApi api;

    DagController(DownbeatApi api) {
        this.api = api;
    }

    /// What of a DAG can be changed.
    record DagChange(@Nullable Boolean paused) {}

    /// A run to start.
    ///
    /// @param params      what differs from the defaults
    /// @param logicalDate left out: now
    record RunStart(
            @Nullable Map<String, @Nullable Object> params,
            @Nullable Instant logicalDate) {}

    @GetMapping
    @Says("The DAGs, by id.")
    ResponseEntity<Page<DagSummary>> list(
            @RequestParam(defaultValue = "") @Says("Part of the id or the description.") String text,
            @RequestParam(defaultValue = "") @Says("A tag.") String tag,
            @RequestParam(required = false) @Nullable @Says("next_cursor of the page before.") String cursor,
            @RequestParam(defaultValue = "50") @Says("How many, 1 to 1000.") int limit,
            HttpServletRequest request) {
        return Pages.linked(request, api.dags(new DagQuery(text, tag, Optional.ofNullable(cursor), limit)));
    }

    @GetMapping("/{dag}")
    @Says("A DAG with its newest spec.")
    DagDetail one(@PathVariable String dag) {
        return api.dag(dag);
    }

    @PatchMapping(path = "/{dag}", consumes = "application/json")
    @Says("Pauses a DAG (nothing starts by itself or from the queue) or lets it go on.")
    DagSummary change(@PathVariable String dag, @RequestBody DagChange change) {
        if (change.paused() == null) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "give 'paused': true or false");
        }
        api.pause(dag, change.paused());
        return api.dag(dag).summary();
    }

    @GetMapping("/{dag}/versions")
    @Says("The versions of a DAG, the newest first.")
    List<VersionSummary> versions(@PathVariable String dag) {
        return api.versions(dag);
    }

    @GetMapping("/{dag}/versions/{number}")
    @Says("The spec and the source of a version.")
    VersionDetail version(@PathVariable String dag, @PathVariable @Says("From 1; 0 for the newest.") int number) {
        return api.version(dag, number);
    }

    @GetMapping("/{dag}/plan")
    @Says("The next runs that the schedule will fire.")
    List<PlannedRun> plan(
            @PathVariable String dag,
            @RequestParam(defaultValue = "" + PLANNED) @Says("How many, 1 to 1000.") int count) {
        return api.plan(dag, count);
    }

    @PostMapping(path = "/{dag}/runs", consumes = "application/json")
    @Says(value = "Starts a run. When the answer comes, the run is durable.", status = 201)
    ResponseEntity<RunSummary> trigger(
            @PathVariable String dag,
            @RequestBody RunStart start,
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable
                    @Says("A second request with the same key gives the first one's run.")
                    String idempotencyKey,
            @RequestHeader(name = "traceparent", required = false)
                    @Nullable
                    @Says("Of the caller, by the W3C's Trace Context: the run's trace goes on from it.")
                    String traceparent) {
        var params = Objects.requireNonNullElse(start.params(), Map.<String, @Nullable Object>of());
        RunSummary run = api.trigger(dag, new TriggerRequest(params, start.logicalDate(), idempotencyKey, traceparent));
        return ResponseEntity.created(URI.create("/api/v1/runs/" + run.id())).body(run);
    }
}
