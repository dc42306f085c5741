package dev.downbeat.store.runs;

/// The statements of [PgBackfills].
final class BackfillSql {
    static final String CREATE = """
            insert into backfill (dag_id, version_id, state, range_start, range_end, backwards, rerun, concurrency,
                                  params)
            values (?, ?, 'running', ?, ?, ?, ?, ?, ?::json)
            returning backfill_id
            """;
    static final String ADD_ITEMS = """
            insert into backfill_item (backfill_id, position, logical_date, interval_start, interval_end, fires_at,
                                       left_out)
            select ?, i.position, i.logical_date, i.interval_start, i.interval_end, i.fires_at, i.left_out
              from unnest(?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[])
                   with ordinality as i (logical_date, interval_start, interval_end, fires_at, left_out, position)
            """;
    /// The last run of each date that has one, with the place of the date.
    static final String LAST_RUNS = """
            select d.place, r.run_id, r.state
              from unnest(?::timestamptz[]) with ordinality as d (logical_date, place)
             cross join lateral (select o.run_id, o.state
                                   from dag_run o
                                  where o.dag_id = ? and o.logical_date = d.logical_date and o.type <> 'foreground'
                                  order by o.run_id desc
                                  limit 1) as r
            """;
    static final String UNDER_WAY = "select backfill_id from backfill where state = 'running' order by backfill_id";
    static final String LOCK = """
            select dag_id, version_id, backwards, rerun, concurrency, params
              from backfill
             where backfill_id = ? and state = 'running'
               for update
            """;
    static final String UNFINISHED = """
            select count(*)
              from backfill_item i
              join dag_run r on r.run_id = i.run_id
             where i.backfill_id = ? and r.state in ('queued', 'running')
            """;
    static final String NEXT = """
            select position, logical_date, interval_start, interval_end, fires_at
              from backfill_item
             where backfill_id = ? and run_id is null and left_out is null
             order by position
             limit ?
            """;
    static final String LEAVE_OUT = "update backfill_item set left_out = ? where backfill_id = ? and position = ?";
    static final String STARTED = "update backfill_item set run_id = ? where backfill_id = ? and position = ?";
    static final String END = """
            update backfill
               set state = case when exists (select
                                               from backfill_item i
                                               join dag_run r on r.run_id = i.run_id
                                              where i.backfill_id = ? and r.state = 'failed')
                                then 'failed' else 'success' end,
                   ended_at = clock_timestamp()
             where backfill_id = ?
            """;
    static final String PAUSE = """
            update backfill
               set state = ?
             where backfill_id = ? and state in ('running', 'paused')
            """;
    static final String CANCEL = """
            update backfill
               set state = 'cancelled', ended_at = clock_timestamp()
             where backfill_id = ? and state in ('running', 'paused')
            """;
    static final String CANCEL_RUNS = """
            insert into run_command (run_id, kind, payload, asked_by)
            select r.run_id, 'cancel', '{}', 'the backfill'
              from backfill_item i
              join dag_run r on r.run_id = i.run_id
             where i.backfill_id = ? and r.state in ('queued', 'running')
               and not exists (select from run_command as c where c.run_id = r.run_id and c.kind = 'cancel')
            returning run_id
            """;

    private BackfillSql() {}
}
