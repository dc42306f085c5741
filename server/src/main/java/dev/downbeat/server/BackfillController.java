package dev.downbeat.server;

import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.Page;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class BackfillController {
    private static final String JSON = "application/json";

    private final DownbeatApi api;

    BackfillController(DownbeatApi api) {
        this.api = api;
    }

    @PostMapping(path = "/dags/{dag}/backfills", consumes = JSON)
    @Says(value = "Starts a backfill. When the answer comes, it is durable.", status = 201)
    ResponseEntity<BackfillView> create(@PathVariable String dag, @RequestBody BackfillRequest request) {
        BackfillView made = api.backfills().create(dag, request);
        return ResponseEntity.created(URI.create("/api/v1/backfills/" + made.id()))
                .body(made);
    }

    @PostMapping(path = "/dags/{dag}/backfills/plan", consumes = JSON)
    @Says("The intervals that such a backfill would run; nothing happens.")
    List<BackfillItem> plan(@PathVariable String dag, @RequestBody BackfillRequest request) {
        return api.backfills().plan(dag, request);
    }

    @GetMapping("/backfills")
    @Says("The backfills, the newest first.")
    ResponseEntity<Page<BackfillView>> list(
            @RequestParam(required = false) @Nullable @Says("Of this DAG.") String dag,
            @RequestParam(required = false) @Nullable @Says("next_cursor of the page before.") String cursor,
            @RequestParam(defaultValue = "50") @Says("How many, 1 to 1000.") int limit,
            HttpServletRequest request) {
        return Pages.linked(
                request, api.backfills().list(Optional.ofNullable(dag), Optional.ofNullable(cursor), limit));
    }

    @GetMapping("/backfills/{backfill}")
    @Says("A backfill with its progress.")
    BackfillView one(@PathVariable long backfill) {
        return api.backfills().backfill(backfill);
    }

    @GetMapping("/backfills/{backfill}/intervals")
    @Says("The intervals of a backfill, in the order in which they are run.")
    ResponseEntity<Page<BackfillItem>> items(
            @PathVariable long backfill,
            @RequestParam(required = false) @Nullable @Says("next_cursor of the page before.") String cursor,
            @RequestParam(defaultValue = "50") @Says("How many, 1 to 1000.") int limit,
            HttpServletRequest request) {
        return Pages.linked(request, api.backfills().items(backfill, Optional.ofNullable(cursor), limit));
    }

    @PostMapping(path = "/backfills/{backfill}/pause", consumes = JSON)
    @Says("Starts no further run until it is resumed; those under way go on.")
    BackfillView pause(@PathVariable long backfill) {
        return api.backfills().pause(backfill, true);
    }

    @PostMapping(path = "/backfills/{backfill}/resume", consumes = JSON)
    @Says("Lets a paused backfill go on.")
    BackfillView resume(@PathVariable long backfill) {
        return api.backfills().pause(backfill, false);
    }

    @PostMapping(path = "/backfills/{backfill}/cancel", consumes = JSON)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Says(value = "Ends a backfill and cancels its runs that are under way.", status = 202)
    BackfillView cancel(@PathVariable long backfill) {
        return api.backfills().cancel(backfill);
    }
}
