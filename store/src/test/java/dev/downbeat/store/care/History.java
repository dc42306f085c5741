package dev.downbeat.store.care;

import dev.downbeat.testkit.PgExtension;

/// Puts rows of finished and unfinished runs into the tables.
final class History {
    private final PgExtension pg;

    History(PgExtension pg) {
        this.pg = pg;
    }

    void dag(String id) {
        pg.run("""
                insert into dag (dag_id, file) values ('%1$s', '/dags/%1$s.yaml');
                insert into dag_version (dag_id, number, hash, spec, source) values ('%1$s', 1, 'h', '{}', '');
                update dag set version_id = (select max(version_id) from dag_version) where dag_id = '%1$s'
                """.formatted(id));
    }

    /// Runs that ended `days` ago, or that go on, each with rows in all tables.
    void runs(String dag, int from, int to, String state, int days) {
        boolean ended = state.equals("success") || state.equals("failed");
        pg.run("""
                insert into dag_run (run_id, dag_id, version_id, shard, type, state, logical_date, interval_start,
                                     interval_end, params, queued_at, ended_at)
                select n, '%1$s', (select version_id from dag where dag_id = '%1$s'), 0, 'manual', '%4$s',
                       timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-01-01',
                       timestamptz '2026-01-02', '{}', now() - interval '%5$d days', %6$s
                  from generate_series(%2$d, %3$d) as n
                """.formatted(
                        dag,
                        from,
                        to,
                        state,
                        days,
                        ended ? "now() - interval '%d days'".formatted(days) : "null::timestamptz"));
        String runs = "from generate_series(%d, %d) as n".formatted(from, to);
        pg.run("""
                insert into task_instance (run_id, task_id, map_index, state, attempt, try_number, lost, worker)
                select n, 't' || k, -1, 'success', 1, 1, 0, 'here' %1$s cross join generate_series(1, 5) as k;
                insert into task_attempt (run_id, task_id, map_index, attempt, try_number, outcome, ended_at)
                select n, 't1', -1, 1, 1, 'failed', now() %1$s;
                insert into task_map (run_id, task_id, size) select n, 't1', 2 %1$s;
                insert into map_item_name (run_id, task_id, map_index, name) select n, 't1', 0, 'a' %1$s;
                insert into branch_choice (run_id, task_id, map_index, chosen) select n, 't1', -1, '{}' %1$s;
                insert into xcom (run_id, task_id, map_index, name, value) select n, 't1', -1, 'output', '1' %1$s;
                insert into run_history (run_id, seq, at, events) select n, 1, now(), '[]' %1$s;
                insert into alert (run_id, task_id, map_index, occasion, event, notifier, version_id, attempt,
                                   try_number, raised_at, collecting, state, due_at, ended_at)
                select n, '', -1, 0, 'success', 0, 1, 0, 0, now(), false, 'sent', now(), now() %1$s;
                insert into deadline (run_id, task_id, map_index, version_id, due_at, notifiers, missed_at)
                select n, '', -1, 1, now(), 0, now() %1$s;
                insert into run_note (run_id, task_id, map_index, text, written_by) select n, '', -1, 'hm', '' %1$s;
                insert into run_command (run_id, kind, payload, asked_by, applied_at, outcome)
                select n, 'clear', '{}', '', now(), 'done' %1$s
                """.formatted(runs));
    }

    String runs() {
        return pg.ask("select coalesce(string_agg(run_id::text, ' ' order by run_id), '') from dag_run");
    }

    /// Rows in tables of runs whose run is not there.
    long orphans() {
        long orphans = 0;
        for (String table : TablesOf.RUNS) {
            orphans += Long.parseLong(pg.ask(
                    "select count(*) from %s where run_id not in (select run_id from dag_run)".formatted(table)));
        }
        return orphans;
    }
}
