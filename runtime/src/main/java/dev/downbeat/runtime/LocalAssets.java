package dev.downbeat.runtime;

import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.AssetViews.AssetView;
import dev.downbeat.api.AssetsApi;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.assets.PgAssets;
import dev.downbeat.store.query.AssetQueries;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// [AssetsApi] on the store.
final class LocalAssets implements AssetsApi {
    private final AssetQueries queries;
    private final PgAssets assets;
    private final InstantSource clock;
    private final Runnable told;

    /// @param told called after an update was stored
    LocalAssets(AssetQueries queries, PgAssets assets, InstantSource clock, Runnable told) {
        this.queries = queries;
        this.assets = assets;
        this.clock = clock;
        this.told = told;
    }

    @Override
    public List<AssetView> list() {
        return queries.list();
    }

    @Override
    public AssetDetail asset(String name) {
        return queries.asset(name);
    }

    @Override
    public AssetEventView update(AssetUpdate update) {
        AssetName asset;
        try {
            asset = new AssetName(update.asset());
        } catch (IllegalArgumentException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
        long id = assets.tell(asset, update.extra() == null ? Map.of() : update.extra(), clock.instant());
        told.run();
        return queries.event(id);
    }
}
