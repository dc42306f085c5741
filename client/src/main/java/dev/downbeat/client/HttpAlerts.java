package dev.downbeat.client;

import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.api.AlertsApi;
import dev.downbeat.api.Views.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// [AlertsApi] over HTTP.
final class HttpAlerts implements AlertsApi {
    private final Exchange exchange;

    HttpAlerts(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public Page<AlertView> list(AlertQuery query) {
        Path path = Path.of("alerts")
                .query("dag", query.dag())
                .query("run", query.run().map(String::valueOf))
                .query("state", query.state())
                .query("cursor", query.cursor())
                .query("limit", query.limit());
        return exchange.page(path, AlertView[].class);
    }

    @Override
    public AlertView alert(long id) {
        return exchange.get(Path.of("alerts", id), AlertView.class);
    }

    @Override
    public AlertView retry(long id) {
        String answer = exchange.send("POST", Path.of("alerts", id, "retry"), Map.of(), Map.of());
        return exchange.read(answer, AlertView.class);
    }

    @Override
    public List<MissedDeadline> missed(Optional<String> dag, Optional<Long> run, int limit) {
        Path path = Path.of("missed_deadlines")
                .query("dag", dag)
                .query("run", run.map(String::valueOf))
                .query("limit", limit);
        return exchange.list(path, MissedDeadline[].class);
    }
}
