package dev.downbeat.server;

import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.Page;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class AlertController {
    private final DownbeatApi api;

    AlertController(DownbeatApi api) {
        this.api = api;
    }

    @GetMapping("/alerts")
    @Says("What people were told, and what they are yet to be told, the newest first.")
    ResponseEntity<Page<AlertView>> list(
            @RequestParam(required = false) @Nullable @Says("Of this DAG.") String dag,
            @RequestParam(required = false) @Nullable @Says("Of this run.") Long run,
            @RequestParam(required = false) @Nullable @Says("In this state: pending, sent or failed.") String state,
            @RequestParam(required = false) @Nullable @Says("next_cursor of the page before.") String cursor,
            @RequestParam(defaultValue = "50") @Says("How many, 1 to 1000.") int limit,
            HttpServletRequest request) {
        return Pages.linked(
                request,
                api.alerts()
                        .list(new AlertQuery(
                                Optional.ofNullable(dag),
                                Optional.ofNullable(run),
                                Optional.ofNullable(state),
                                Optional.ofNullable(cursor),
                                limit)));
    }

    @GetMapping("/alerts/{alert}")
    @Says("An alert.")
    AlertView one(@PathVariable long alert) {
        return api.alerts().alert(alert);
    }

    @PostMapping(path = "/alerts/{alert}/retry", consumes = "application/json")
    @Says("Tries an alert again that was given up.")
    AlertView retry(@PathVariable long alert) {
        return api.alerts().retry(alert);
    }

    @GetMapping("/missed_deadlines")
    @Says("Deadlines that were missed, the latest miss first.")
    List<MissedDeadline> missed(
            @RequestParam(required = false) @Nullable @Says("Of this DAG.") String dag,
            @RequestParam(required = false) @Nullable @Says("Of this run.") Long run,
            @RequestParam(defaultValue = "50") @Says("How many, 1 to 1000.") int limit) {
        return api.alerts().missed(Optional.ofNullable(dag), Optional.ofNullable(run), limit);
    }
}
