package dev.downbeat.cli;

import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.AssetViews.AssetView;
import dev.downbeat.api.AssetViews.ConsumerView;
import dev.downbeat.api.AssetViews.WatchView;
import dev.downbeat.api.AssetsApi;
import java.time.Instant;
import java.util.List;

/// An asset that was updated once, and one that was not.
final class FakeAssets implements AssetsApi {
    private static final Instant AT = Instant.parse("2024-05-01T06:00:00Z");
    private static final AssetView ORDERS =
            new AssetView("orders", AT, List.of("etl.load"), List.of("shop"), List.of("report"));

    @Override
    public List<AssetView> list() {
        return List.of(new AssetView("customers", null, List.of(), List.of(), List.of("report")), ORDERS);
    }

    @Override
    public AssetDetail asset(String name) {
        return new AssetDetail(
                ORDERS,
                List.of(new AssetEventView(2, "orders", AT, "etl", 7, "load", -1, null)),
                List.of(new WatchView("shop", "wait_for_file", AT, AT.plusSeconds(60), "no file inbox/*.csv", "")),
                List.of(new ConsumerView(
                        "report", "orders and customers", List.of("orders"), List.of("customers"), false)));
    }

    @Override
    public AssetEventView update(AssetUpdate update) {
        return new AssetEventView(3, update.asset(), AT, "", 0, "", -1, update.extra());
    }
}
