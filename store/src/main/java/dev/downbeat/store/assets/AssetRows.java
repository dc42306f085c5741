package dev.downbeat.store.assets;

import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Updates of assets as rows.
public final class AssetRows {
    /// Of `asset_event as e`.
    public static final String COLUMNS =
            "select e.event_id, e.asset, e.at, e.dag_id, e.run_id, e.task_id, e.map_index, e.extra\n";

    private AssetRows() {}

    public static AssetEventView event(ResultSet row) throws SQLException {
        String dag = row.getString("dag_id");
        String task = row.getString("task_id");
        String extra = row.getString("extra");
        return new AssetEventView(
                row.getLong("event_id"),
                row.getString("asset"),
                Sql.moment(row, "at"),
                dag == null ? "" : dag,
                row.getLong("run_id"),
                task == null ? "" : task,
                dag == null ? -1 : row.getInt("map_index"),
                extra == null ? null : Json.read(extra));
    }
}
