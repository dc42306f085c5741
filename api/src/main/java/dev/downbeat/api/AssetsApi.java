package dev.downbeat.api;

import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.AssetViews.AssetView;
import java.util.List;

/// What tasks make and DAGs work on. All methods throw [dev.downbeat.model.DownbeatException]: NOT_FOUND, BAD_INPUT.
public interface AssetsApi {
    /// By name.
    List<AssetView> list();

    /// NOT_FOUND when nobody makes it, works on it or has told of it.
    AssetDetail asset(String name);

    /// Tells of an update that came about elsewhere; durable when this returns.
    AssetEventView update(AssetUpdate update);
}
