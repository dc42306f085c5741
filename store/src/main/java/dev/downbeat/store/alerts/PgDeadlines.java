package dev.downbeat.store.alerts;

import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import java.time.Instant;

/// Deadlines, and what follows from a miss: a mark, and an alert for each who is to be told, in one
/// statement. A deadline that was kept is forgotten. What counts is when the run or task instance ended, not
/// when somebody looked.
public final class PgDeadlines {
    private static final String LOOK = """
            with due as materialized (
                select d.run_id, d.task_id, d.map_index, d.due_at, coalesce(t.attempt, 0) as attempt, coalesce(t.try_number, 0) as try_number,
                       case when d.task_id = '' then r.ended_at
                            when t.state in ('success', 'failed', 'skipped', 'upstream_failed', 'removed') then t.ended_at
                       end as ended_at
                  from deadline as d
                  left join dag_run as r on r.run_id = d.run_id
                  left join task_instance as t
                    on t.run_id = d.run_id and t.task_id = d.task_id and t.map_index = d.map_index
                 where d.missed_at is null and d.due_at <= ?
                 order by d.due_at
                 limit ?
                   for update of d skip locked),
            kept as (
                delete from deadline as d
                 using due
                 where d.run_id = due.run_id and d.task_id = due.task_id and d.map_index = due.map_index
                   and due.ended_at <= due.due_at),
            missed as (
                update deadline as d
                   set missed_at = ?
                  from due
                 where d.run_id = due.run_id and d.task_id = due.task_id and d.map_index = due.map_index
                   and (due.ended_at is null or due.ended_at > due.due_at)
             returning d.run_id, d.task_id, d.map_index, d.version_id, d.notifiers, d.missed_at, due.attempt, due.try_number),
            told as (
                -- instances of a mapped task are told of together, as the journal does it
                insert into alert (run_id, task_id, map_index, occasion, event, notifier, version_id, attempt, try_number,
                                   raised_at, collecting, due_at)
                select m.run_id, m.task_id, m.map_index, 0, 'deadline', n.notifier, m.version_id, m.attempt, m.try_number, m.missed_at,
                       m.map_index >= 0,
                       m.missed_at + case when m.map_index >= 0 then interval '1 minute' * power(2, least(before.alerts, 10))
                                          else interval '0' end
                  from missed as m
                 cross join lateral generate_series(0, m.notifiers - 1) as n (notifier)
                 cross join lateral (
                       select count(*) as alerts
                         from alert as a
                        where m.map_index >= 0 and not a.collecting and a.run_id = m.run_id and a.task_id = m.task_id
                          and a.event = 'deadline' and a.notifier = n.notifier) as before
                on conflict do nothing)
            select count(*) as looked_at
              from due
            """;

    private final Database database;

    public PgDeadlines(Database database) {
        this.database = database;
    }

    /// Marks what was missed among those that were due at a time.
    ///
    /// @param due  at or before it; earlier than now by as long as the end of a task may take to be written
    /// @param most how many to look at
    /// @return how many were looked at
    public int look(Instant due, Instant now, int most) {
        return Sql.with(
                database,
                "cannot look for missed deadlines",
                on -> Sql.first(on, row -> row.getInt("looked_at"), LOOK, due, most, now)
                        .orElse(0));
    }
}
