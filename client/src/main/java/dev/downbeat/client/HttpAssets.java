package dev.downbeat.client;

import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.AssetViews.AssetView;
import dev.downbeat.api.AssetsApi;
import java.util.List;
import java.util.Map;

/// [AssetsApi] over HTTP.
final class HttpAssets implements AssetsApi {
    private final Exchange exchange;

    HttpAssets(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public List<AssetView> list() {
        return exchange.list(Path.of("assets"), AssetView[].class);
    }

    @Override
    public AssetDetail asset(String name) {
        return exchange.get(Path.of("asset").query("name", name), AssetDetail.class);
    }

    @Override
    public AssetEventView update(AssetUpdate update) {
        String answer = exchange.send("POST", Path.of("assets", "events"), update, Map.of());
        return exchange.read(answer, AssetEventView.class);
    }
}
