package dev.downbeat.store.journal;

import dev.downbeat.store.WakeChannel;
import java.util.List;

/// One part of the journal's statement: rows go in as one array per column. All parts are idempotent, and
/// all write only when the fence row is there.
///
/// Times travel as microseconds since 1970: exact, small, and no session's time zone has a say in them.
enum Write {
    RUN_CREATED("""
            created_runs as (
                insert into dag_run (run_id, dag_id, version_id, shard, type, state, logical_date, interval_start,
                                     interval_end, params, trigger, idempotency_key, queued_at, started_at, ended_at, failure)
                select r.run_id, r.dag_id, r.version_id, r.shard, r.type, r.state, moment.logical_date,
                       moment.interval_start, moment.interval_end, r.params::json, r.trigger::json, r.idempotency_key,
                       moment.queued_at, moment.started_at, moment.ended_at, r.failure::json
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int8[], ?::int4[], ?::text[], ?::text[], ?::int8[], ?::int8[],
                                   ?::int8[], ?::text[], ?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::text[])
                       as r (run_id, dag_id, version_id, shard, type, state, logical_date, interval_start,
                             interval_end, params, trigger, idempotency_key, queued_at, started_at, ended_at, failure)
                 cross join lateral (select
                       timestamptz 'epoch' + r.logical_date * interval '1 microsecond' as logical_date,
                       timestamptz 'epoch' + r.interval_start * interval '1 microsecond' as interval_start,
                       timestamptz 'epoch' + r.interval_end * interval '1 microsecond' as interval_end,
                       timestamptz 'epoch' + r.queued_at * interval '1 microsecond' as queued_at,
                       timestamptz 'epoch' + r.started_at * interval '1 microsecond' as started_at,
                       timestamptz 'epoch' + r.ended_at * interval '1 microsecond' as ended_at) as moment
                -- any unique constraint: a run with the same key or tick must not take the whole batch down
                on conflict do nothing)""", "int8 text int8 int4 text text int8 int8 int8 text text text int8 int8 int8 text"),

    RUN_MOVED("""
            moved_runs as (
                update dag_run as d
                   set state = r.state,
                       started_at = timestamptz 'epoch' + r.started_at * interval '1 microsecond',
                       ended_at = timestamptz 'epoch' + r.ended_at * interval '1 microsecond',
                       failure = r.failure::json,
                       version_id = coalesce(r.version_id, d.version_id)
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int8[], ?::int8[], ?::text[], ?::int8[])
                       as r (run_id, state, started_at, ended_at, failure, version_id)
                 where d.run_id = r.run_id)""", "int8 text int8 int8 text int8"),

    TASK_MOVED("""
            moved_tasks as (
                insert into task_instance (run_id, task_id, map_index, state, attempt, try_number, lost, queued_at,
                                           started_at, ended_at, due_at, expires_at, failure, worker, wait)
                select r.run_id, r.task_id, r.map_index, r.state, r.attempt, r.try_number, r.lost,
                       timestamptz 'epoch' + r.queued_at * interval '1 microsecond',
                       timestamptz 'epoch' + r.started_at * interval '1 microsecond',
                       timestamptz 'epoch' + r.ended_at * interval '1 microsecond',
                       timestamptz 'epoch' + r.due_at * interval '1 microsecond',
                       timestamptz 'epoch' + r.expires_at * interval '1 microsecond',
                       r.failure::json, r.worker, r.wait::json
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[], ?::text[], ?::int4[], ?::int4[], ?::int4[], ?::int8[],
                                   ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::text[], ?::text[], ?::text[])
                       as r (run_id, task_id, map_index, state, attempt, try_number, lost, queued_at, started_at,
                             ended_at, due_at, expires_at, failure, worker, wait)
                on conflict (run_id, task_id, map_index) do update
                   set state = excluded.state, attempt = excluded.attempt, try_number = excluded.try_number,
                       lost = excluded.lost, queued_at = excluded.queued_at, started_at = excluded.started_at,
                       ended_at = excluded.ended_at, due_at = excluded.due_at, expires_at = excluded.expires_at,
                       failure = excluded.failure, worker = excluded.worker, wait = excluded.wait)""", "int8 text int4 text int4 int4 int4 int8 int8 int8 int8 int8 text text text"),

    ATTEMPT_KEPT("""
            kept_attempts as (
                insert into task_attempt (run_id, task_id, map_index, attempt, try_number, outcome, queued_at,
                                          started_at, ended_at, failure)
                select r.run_id, r.task_id, r.map_index, r.attempt, r.try_number, r.outcome,
                       timestamptz 'epoch' + r.queued_at * interval '1 microsecond',
                       timestamptz 'epoch' + r.started_at * interval '1 microsecond',
                       timestamptz 'epoch' + r.ended_at * interval '1 microsecond',
                       r.failure::json
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[], ?::int4[], ?::int4[], ?::text[], ?::int8[], ?::int8[],
                                   ?::int8[], ?::text[])
                       as r (run_id, task_id, map_index, attempt, try_number, outcome, queued_at, started_at,
                             ended_at, failure)
                on conflict do nothing)""", "int8 text int4 int4 int4 text int8 int8 int8 text"),

    MAP_SIZED("""
            sized_maps as (
                insert into task_map (run_id, task_id, size)
                select r.run_id, r.task_id, r.size
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[]) as r (run_id, task_id, size)
                on conflict (run_id, task_id) do update set size = excluded.size)""", "int8 text int4"),

    ITEMS_NAMED("""
            named_items as (
                insert into map_item_name (run_id, task_id, map_index, name)
                select r.run_id, r.task_id, r.map_index, r.name
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[], ?::text[]) as r (run_id, task_id, map_index, name)
                on conflict (run_id, task_id, map_index) do update set name = excluded.name)""", "int8 text int4 text"),

    BRANCH_CHOSE("""
            branch_choices as (
                insert into branch_choice (run_id, task_id, map_index, chosen)
                -- ids hold no blank
                select r.run_id, r.task_id, r.map_index, string_to_array(r.chosen, ' ')
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[], ?::text[]) as r (run_id, task_id, map_index, chosen)
                on conflict (run_id, task_id, map_index) do update set chosen = excluded.chosen)""", "int8 text int4 text"),

    XCOM_SET("""
            set_xcoms as (
                insert into xcom (run_id, task_id, map_index, name, value)
                select r.run_id, r.task_id, r.map_index, r.name, r.value::json
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[], ?::text[], ?::text[])
                       as r (run_id, task_id, map_index, name, value)
                on conflict (run_id, task_id, map_index, name) do update set value = excluded.value)""", "int8 text int4 text text"),

    XCOMS_DROPPED("""
            dropped_xcoms as (
                delete from xcom as x
                 using fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[]) as r (run_id, task_id, map_index)
                 where x.run_id = r.run_id and x.task_id = r.task_id and x.map_index = r.map_index)""", "int8 text int4"),

    CHOICES_DROPPED("""
            dropped_choices as (
                delete from branch_choice as c
                 using fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[]) as r (run_id, task_id, map_index)
                 where c.run_id = r.run_id and c.task_id = r.task_id and c.map_index = r.map_index)""", "int8 text int4"),

    COMMAND_APPLIED("""
            applied_commands as (
                update run_command as c
                   set applied_at = timestamptz 'epoch' + r.applied_at * interval '1 microsecond', outcome = r.outcome
                  from fence
                 cross join unnest(?::int8[], ?::int8[], ?::text[]) as r (command_id, applied_at, outcome)
                 where c.command_id = r.command_id and c.applied_at is null)""", "int8 int8 text"),

    /// Instances of a mapped task are collected for a minute before they are told of, the next ones for two, …
    ALERT_RAISED("""
            raised_alerts as (
                insert into alert (run_id, task_id, map_index, occasion, event, notifier, version_id, attempt, try_number,
                                   failure, raised_at, collecting, due_at)
                select r.run_id, r.task_id, r.map_index, r.occasion, r.event, r.notifier, r.version_id, r.attempt, r.try_number,
                       r.failure::json, moment.raised_at, r.together,
                       moment.raised_at + case when r.together then interval '1 minute' * power(2, least(told.before, 10))
                                               else interval '0' end
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[], ?::int8[], ?::text[], ?::int4[], ?::int8[], ?::int4[],
                                   ?::int4[], ?::text[], ?::int8[], ?::bool[])
                       as r (run_id, task_id, map_index, occasion, event, notifier, version_id, attempt, try_number,
                             failure, raised_at, together)
                 cross join lateral (select
                       timestamptz 'epoch' + r.raised_at * interval '1 microsecond' as raised_at) as moment
                 cross join lateral (
                       select count(*) as before
                         from alert as a
                        where r.together and not a.collecting and a.run_id = r.run_id and a.task_id = r.task_id
                          and a.event = r.event and a.notifier = r.notifier) as told
                on conflict do nothing)""", "int8 text int4 int8 text int4 int8 int4 int4 text int8 bool"),

    DEADLINE_SET("""
            set_deadlines as (
                insert into deadline (run_id, task_id, map_index, version_id, due_at, notifiers)
                select r.run_id, r.task_id, r.map_index, r.version_id,
                       timestamptz 'epoch' + r.due_at * interval '1 microsecond', r.notifiers
                  from fence
                 cross join unnest(?::int8[], ?::text[], ?::int4[], ?::int8[], ?::int8[], ?::int4[])
                       as r (run_id, task_id, map_index, version_id, due_at, notifiers)
                on conflict do nothing)""", "int8 text int4 int8 int8 int4"),

    ASSET_UPDATED("""
            updated_assets as (
                insert into asset_event (asset, at, dag_id, run_id, task_id, map_index, attempt)
                select r.asset, timestamptz 'epoch' + r.at * interval '1 microsecond', r.dag_id, r.run_id, r.task_id,
                       r.map_index, r.attempt
                  from fence
                 cross join unnest(?::text[], ?::int8[], ?::text[], ?::int8[], ?::text[], ?::int4[], ?::int4[])
                       as r (asset, at, dag_id, run_id, task_id, map_index, attempt)
                on conflict do nothing
                returning event_id, asset, %s),
            asset_news as (
                insert into asset_queue (dag_id, event_id, asset)
                select c.dag_id, e.event_id, e.asset
                  from updated_assets as e
                  join asset_consumer as c on c.asset = e.asset
                  join dag as d on d.dag_id = c.dag_id and d.present)""".formatted(WakeChannel.NOTIFY), "text int8 text int8 text int4 int4"),

    HISTORY("""
            told_history as (
                insert into run_history (run_id, seq, at, events)
                select r.run_id, r.seq, timestamptz 'epoch' + r.at * interval '1 microsecond', r.events::json
                  from fence
                 cross join unnest(?::int8[], ?::int8[], ?::int8[], ?::text[]) as r (run_id, seq, at, events)
                on conflict do nothing)""", "int8 int8 int8 text");

    private final String sql;
    private final String types;

    Write(String sql, String types) {
        this.sql = sql;
        this.types = types;
    }

    /// A common table expression; it reads the table expression `fence`.
    String sql() {
        return sql;
    }

    /// Of the arrays it takes, in order.
    List<String> types() {
        return List.of(types.split(" ", -1));
    }
}
