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
