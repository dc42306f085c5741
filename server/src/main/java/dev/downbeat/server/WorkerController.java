package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.WorkerViews.WorkerView;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/workers", produces = "application/json")
final class WorkerController {
    private final DownbeatApi api;

    WorkerController(DownbeatApi api) {
        this.api = api;
    }

    @GetMapping
    @Says("The workers that were heard of within the last minute.")
    List<WorkerView> list() {
        return api.workers().list();
    }
}
