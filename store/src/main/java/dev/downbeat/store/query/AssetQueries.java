package dev.downbeat.store.query;

import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.api.AssetViews.AssetView;
import dev.downbeat.api.AssetViews.ConsumerView;
import dev.downbeat.api.AssetViews.WatchView;
import dev.downbeat.api.UnknownNameException;
import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.store.assets.AssetRows;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.sql.DataSource;

/// Questions about assets.
public final class AssetQueries {
    private static final String LIST = """
            with named as (
                select p.asset from asset_producer as p join dag as d on d.dag_id = p.dag_id and d.present
                 union
                select c.asset from asset_consumer as c join dag as d on d.dag_id = c.dag_id and d.present
                 union
                select w.asset from asset_watch as w join dag as d on d.dag_id = w.dag_id and d.present
                 union
                select e.asset from asset_event as e where ? <> '' and e.asset = ?
                 union
                select e.asset from asset_event as e where ? = '' and e.run_id is null)
            select n.asset,
                   (select e.at from asset_event as e where e.asset = n.asset order by e.event_id desc limit 1) as at,
                   array(select p.dag_id || '.' || p.task_id
                           from asset_producer as p join dag as d on d.dag_id = p.dag_id and d.present
                          where p.asset = n.asset order by 1) as producers,
                   array(select w.dag_id
                           from asset_watch as w join dag as d on d.dag_id = w.dag_id and d.present
                          where w.asset = n.asset order by 1) as watchers,
                   array(select c.dag_id
                           from asset_consumer as c join dag as d on d.dag_id = c.dag_id and d.present
                          where c.asset = n.asset order by 1) as consumers
              from named as n
             where ? = '' or n.asset = ?
             order by n.asset
            """;
    private static final String EVENTS = AssetRows.COLUMNS + """
              from asset_event as e
            """;
    private static final String OF_ASSET = EVENTS + """
             where e.asset = ?
             order by e.event_id desc
             limit ?
            """;
    private static final String ONE = EVENTS + " where e.event_id = ?";
    private static final String CONSUMERS = """
            select d.dag_id, d.paused, v.spec -> 'schedule' as schedule,
                   array(select distinct q.asset from asset_queue as q where q.dag_id = d.dag_id) as updated
              from asset_consumer as c
              join dag as d on d.dag_id = c.dag_id and d.present
              join dag_version as v on v.version_id = d.version_id
             where c.asset = ?
             order by d.dag_id
            """;

    private static final String WATCHES = """
            select d.dag_id, w.sensor::json ->> 'type' as sensor, w.looked_at, w.reason, w.failure,
                   case when not d.paused then w.due_at end as due_at
              from asset_watch as w
              join dag as d on d.dag_id = w.dag_id and d.present
             where w.asset = ?
             order by d.dag_id
            """;

    private final Reader reader;

    public AssetQueries(DataSource source) {
        this.reader = new Reader(source);
    }

    /// By name.
    public List<AssetView> list() {
        return reader.list(LIST, AssetQueries::view, "", "", "", "", "");
    }

    /// @throws DownbeatException NOT_FOUND
    public AssetDetail asset(String name) {
        Optional<AssetView> view = reader.first(LIST, AssetQueries::view, name, name, name, name, name);
        if (view.isEmpty()) {
            List<String> known = list().stream().map(AssetView::name).toList();
            throw UnknownNameException.of(
                    ErrorCode.NOT_FOUND, "nobody makes the asset '%s' or works on it".formatted(name), name, known);
        }
        return new AssetDetail(
                view.get(),
                reader.list(OF_ASSET, AssetRows::event, name, AssetDetail.MAX_EVENTS),
                reader.list(WATCHES, AssetQueries::watch, name),
                reader.list(CONSUMERS, AssetQueries::consumer, name));
    }

    /// @throws DownbeatException NOT_FOUND
    public AssetEventView event(long id) {
        return reader.first(ONE, AssetRows::event, id)
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no update " + id));
    }

    private static AssetView view(ResultSet row) throws SQLException {
        return new AssetView(
                row.getString("asset"),
                Reader.instant(row, "at"),
                texts(row.getArray("producers")),
                texts(row.getArray("watchers")),
                texts(row.getArray("consumers")));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static WatchView watch(ResultSet row) throws SQLException {
        return new WatchView(
                row.getString("dag_id"),
                row.getString("sensor"),
                Reader.instant(row, "looked_at"),
                Reader.instant(row, "due_at"),
                row.getString("reason"),
                row.getString("failure"));
    }

    private static ConsumerView consumer(ResultSet row) throws SQLException {
        Optional<AssetCondition> condition =
                SpecJson.readSchedule(row.getString("schedule")).consumes();
        var updated = new TreeSet<>(texts(row.getArray("updated")));
        List<String> missing = condition.map(AssetCondition::assets).stream()
                .flatMap(assets -> assets.stream())
                .map(AssetName::value)
                .filter(asset -> !updated.contains(asset))
                .toList();
        return new ConsumerView(
                row.getString("dag_id"),
                condition.map(AssetCondition::words).orElse(""),
                List.copyOf(updated),
                missing,
                row.getBoolean("paused"));
    }
}
