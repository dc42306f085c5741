package dev.downbeat.client;

import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.LimitViews.PoolView;
import dev.downbeat.api.LimitsApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// [LimitsApi] over HTTP.
final class HttpLimits implements LimitsApi {
    private final Exchange exchange;

    HttpLimits(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public List<PoolView> pools() {
        return exchange.list(Path.of("pools"), PoolView[].class);
    }

    @Override
    public PoolView pool(String name) {
        return exchange.get(Path.of("pools", name), PoolView.class);
    }

    @Override
    public PoolView setPool(String name, PoolChange change) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("slots", change.slots());
        body.put("include_deferred", change.includeDeferred());
        body.put("description", change.description());
        return exchange.read(exchange.send("PUT", Path.of("pools", name), body, Map.of()), PoolView.class);
    }

    @Override
    public void deletePool(String name) {
        exchange.send("DELETE", Path.of("pools", name), Map.of(), Map.of());
    }
}
