-- What tasks make, and the runs that its updates start.

-- What started the run, where there is more to say than its type.
alter table dag_run add column trigger json;

alter table dag_run drop constraint dag_run_type_check;
alter table dag_run add constraint dag_run_type_check
    check (type in ('manual', 'scheduled', 'asset', 'backfill', 'foreground'));

-- An update, written in the same commit as the success of the task.
create table asset_event (
    event_id  bigint generated always as identity primary key,
    asset     text        not null,
    at        timestamptz not null,
    -- null with run_id, task_id, map_index and attempt: somebody told of it from outside
    dag_id    text,
    run_id    bigint,
    task_id   text,
    map_index int,
    attempt   int,
    extra     json,
    unique (run_id, task_id, map_index, attempt, asset)
);

create index asset_event_of_asset on asset_event (asset, event_id desc);
create index asset_event_told on asset_event (asset) where run_id is null;

-- Of the newest version of each DAG.
create table asset_producer (
    asset   text not null,
    dag_id  text not null references dag on delete cascade,
    task_id text not null,
    primary key (asset, dag_id, task_id)
);

create table asset_consumer (
    asset  text not null,
    dag_id text not null references dag on delete cascade,
    primary key (asset, dag_id)
);

-- Updates that no run of the DAG was started by yet.
create table asset_queue (
    dag_id   text   not null,
    event_id bigint not null,
    asset    text   not null,
    primary key (dag_id, event_id)
);

-- Which updates started a run.
create table asset_trigger (
    run_id   bigint not null,
    event_id bigint not null,
    primary key (run_id, event_id)
);
