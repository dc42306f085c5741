package dev.downbeat.store.assets;

import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Updates of assets as rows.
public final class AssetRows {
    /// Of `asset_event as e`.
    public static final String COLUMNS =
            "select e.event_id, e.asset, e.at, e.dag_id, e.run_id, e.task_id, e.map_index, e.extra\n";

    private static final String TELL = """
            with told as (
                insert into asset_event (asset, at, dag_id, extra)
                values (?, ?, ?, ?::json)
                returning event_id, asset),
            news as (
                insert into asset_queue (dag_id, event_id, asset)
                select c.dag_id, t.event_id, t.asset
                  from told as t
                  join asset_consumer as c on c.asset = t.asset
                  join dag as d on d.dag_id = c.dag_id and d.present)
            select t.event_id from told as t
            """;

    private AssetRows() {}

    /// Writes an update that no task made.
    ///
    /// @param by    whose watch saw it; null when somebody told of it
    /// @param extra as JSON; null for nothing
    /// @return its number
    static long tell(Connection connection, AssetName asset, @Nullable DagId by, @Nullable String extra, Instant at)
            throws SQLException {
        return Sql.first(
                        connection,
                        row -> row.getLong("event_id"),
                        TELL,
                        asset.value(),
                        at,
                        by == null ? null : by.value(),
                        extra == null ? null : StoredText.ofJson(extra))
                .orElseThrow(() -> new IllegalStateException("an insert gave no row back"));
    }

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
                task == null ? -1 : row.getInt("map_index"),
                extra == null ? null : Json.read(extra));
    }
}
