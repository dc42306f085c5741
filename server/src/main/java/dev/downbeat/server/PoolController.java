package dev.downbeat.server;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.LimitViews.PoolView;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/pools", produces = "application/json")
final class PoolController {
    private final DownbeatApi api;

    PoolController(DownbeatApi api) {
        this.api = api;
    }

    @GetMapping
    @Says("The pools, and who has their slots.")
    List<PoolView> list() {
        return api.limits().pools();
    }

    @GetMapping("/{pool}")
    @Says("A pool, and who has its slots.")
    PoolView one(@PathVariable String pool) {
        return api.limits().pool(pool);
    }

    @PutMapping(path = "/{pool}", consumes = "application/json")
    @Says("Makes a pool, or changes it; what is left out stays as it is.")
    PoolView set(@PathVariable String pool, @RequestBody PoolChange change) {
        return api.limits().setPool(pool, change);
    }

    @DeleteMapping("/{pool}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Says(value = "Deletes a pool; tasks that name it wait until there is one again.", status = 204)
    void delete(@PathVariable String pool) {
        api.limits().deletePool(pool);
    }
}
