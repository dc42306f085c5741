package dev.downbeat.store.query;

import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.Views.Page;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/// Questions about backfills.
public final class BackfillQueries {
    /// What an interval is: left out, its run's state, or not begun.
    private static final String STATE = """
            case when i.left_out is not null then 'left_out'
                 when r.state is not null then r.state
                 when b.state = 'cancelled' then 'dropped'
                 else 'waiting' end""";

    private static final String COLUMNS = """
            select b.backfill_id, b.dag_id, v.number, b.state, b.range_start, b.range_end, b.backwards, b.rerun,
                   b.concurrency, b.created_at, b.ended_at,
                   (select json_object_agg(c.state, c.items)
                      from (select %s as state, count(*) as items
                              from backfill_item i
                              left join dag_run r on r.run_id = i.run_id
                             where i.backfill_id = b.backfill_id
                             group by 1) c) as progress
              from backfill b
              join dag_version v on v.version_id = b.version_id
            """.formatted(STATE);

    private static final String LIST = COLUMNS + """
             where b.backfill_id < ? and (? = '' or b.dag_id = ?)
             order by b.backfill_id desc
             limit ?
            """;
    private static final String ONE = COLUMNS + " where b.backfill_id = ?";
    private static final String ITEMS = """
            select i.position, i.logical_date, i.interval_start, i.interval_end, i.run_id,
                   coalesce(i.left_out, '') as note, %s as state
              from backfill_item i
              join backfill b on b.backfill_id = i.backfill_id
              left join dag_run r on r.run_id = i.run_id
             where i.backfill_id = ? and i.position > ?
             order by i.position
             limit ?
            """.formatted(STATE);

    private final Reader reader;
    private final DagQueries dags;

    public BackfillQueries(DataSource source) {
        this.reader = new Reader(source);
        this.dags = new DagQueries(source);
    }

    /// The newest first.
    ///
    /// @throws DownbeatException NOT_FOUND when there is no such DAG
    public Page<BackfillView> list(Optional<String> dag, Optional<String> cursor, int limit) {
        Cursor.checkLimit(limit);
        dag.ifPresent(dags::check);
        long before = Cursor.read("backfills", cursor, 1).map(c -> c.number(0)).orElse(Long.MAX_VALUE);
        String of = dag.orElse("");
        List<BackfillView> found = reader.list(LIST, BackfillQueries::view, before, of, of, limit + 1);
        return Cursor.page("backfills", found, limit, view -> List.of(Long.toString(view.id())), view -> view);
    }

    /// @throws DownbeatException NOT_FOUND
    public BackfillView one(long id) {
        return reader.first(ONE, BackfillQueries::view, id)
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no backfill " + id));
    }

    /// In the order in which they are run.
    ///
    /// @throws DownbeatException NOT_FOUND
    public Page<BackfillItem> items(long id, Optional<String> cursor, int limit) {
        Cursor.checkLimit(limit);
        one(id);
        long after =
                Cursor.read("backfill_items", cursor, 1).map(c -> c.number(0)).orElse(0L);
        List<BackfillItem> found = reader.list(ITEMS, BackfillQueries::item, id, after, limit + 1);
        return Cursor.page(
                "backfill_items", found, limit, item -> List.of(Integer.toString(item.position())), item -> item);
    }

    private static BackfillView view(ResultSet row) throws SQLException {
        var progress = new TreeMap<String, Integer>();
        String counted = row.getString("progress");
        Map<String, ?> counts = counted == null ? Map.of() : DagQueries.json(counted);
        counts.forEach((state, count) -> progress.put(state, ((Number) count).intValue()));
        return new BackfillView(
                row.getLong("backfill_id"),
                row.getString("dag_id"),
                row.getInt("number"),
                row.getString("state"),
                Reader.moment(row, "range_start"),
                Reader.moment(row, "range_end"),
                row.getBoolean("backwards"),
                row.getString("rerun"),
                row.getInt("concurrency"),
                Reader.moment(row, "created_at"),
                Reader.instant(row, "ended_at"),
                progress);
    }

    private static BackfillItem item(ResultSet row) throws SQLException {
        return new BackfillItem(
                row.getInt("position"),
                Reader.moment(row, "logical_date"),
                Reader.moment(row, "interval_start"),
                Reader.moment(row, "interval_end"),
                row.getString("state"),
                row.getObject("run_id") == null ? null : row.getLong("run_id"),
                row.getString("note"));
    }
}
