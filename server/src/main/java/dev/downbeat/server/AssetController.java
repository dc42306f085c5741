package dev.downbeat.server;

import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.AssetViews.AssetView;
import dev.downbeat.api.DownbeatApi;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
final class AssetController {
    private final DownbeatApi api;

    AssetController(DownbeatApi api) {
        this.api = api;
    }

    @GetMapping("/assets")
    @Says("What tasks make and DAGs work on, by name.")
    List<AssetView> list() {
        return api.assets().list();
    }

    /// By a query: a name may hold slashes.
    @GetMapping("/asset")
    @Says("An asset with its last updates, and the DAGs that work on it.")
    AssetDetail one(@RequestParam @Says("Its name.") String name) {
        return api.assets().asset(name);
    }

    @PostMapping(path = "/assets/events", consumes = "application/json")
    @ResponseStatus(HttpStatus.CREATED)
    @Says("Tells of an update of an asset that came about elsewhere.")
    AssetEventView update(@RequestBody AssetUpdate update) {
        return api.assets().update(update);
    }
}
