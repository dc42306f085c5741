package dev.downbeat.client;

import dev.downbeat.api.WorkerViews.WorkerView;
import dev.downbeat.api.WorkersApi;
import java.util.List;

/// [WorkersApi] over HTTP.
final class HttpWorkers implements WorkersApi {
    private final Exchange exchange;

    HttpWorkers(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public List<WorkerView> list() {
        return exchange.list(Path.of("workers"), WorkerView[].class);
    }
}
