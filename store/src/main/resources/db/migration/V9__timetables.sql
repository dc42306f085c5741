-- When the schedule wanted the run to start; null for runs that a person started.
alter table dag_run add column fires_at timestamptz;

-- Ticks whose runs start when those before them have ended.
create table waiting_tick (
    dag_id         text        not null,
    interval_end   timestamptz not null,
    interval_start timestamptz not null,
    logical_date   timestamptz not null,
    fires_at       timestamptz not null,
    primary key (dag_id, interval_end)
);

alter table dag_run drop constraint dag_run_type_check;
alter table dag_run add constraint dag_run_type_check
    check (type in ('manual', 'scheduled', 'backfill', 'foreground'));

create table backfill (
    backfill_id bigint generated always as identity primary key,
    dag_id      text        not null,
    version_id  bigint      not null,
    state       text        not null check (state in ('running', 'paused', 'success', 'failed', 'cancelled')),
    range_start timestamptz not null,
    -- inclusive
    range_end   timestamptz not null,
    backwards   boolean     not null,
    rerun       text        not null check (rerun in ('none', 'failed', 'all')),
    concurrency int         not null check (concurrency > 0),
    params      json        not null,
    created_at  timestamptz not null default now(),
    ended_at    timestamptz,
    check ((ended_at is not null) = (state in ('success', 'failed', 'cancelled')))
);

create index backfill_under_way on backfill (backfill_id) where state = 'running';
create index backfill_of_dag on backfill (dag_id, backfill_id desc);

-- The intervals of a backfill, in the order in which they are run. One that was left out says why.
create table backfill_item (
    backfill_id    bigint      not null references backfill,
    position       int         not null,
    logical_date   timestamptz not null,
    interval_start timestamptz not null,
    interval_end   timestamptz not null,
    fires_at       timestamptz not null,
    left_out       text,
    run_id         bigint,
    primary key (backfill_id, position),
    check (left_out is null or run_id is null)
);
