-- What branches chose: outlives the skips that came of it, so that a skipped task that is cleared is skipped again.
create table branch_choice (
    run_id    bigint not null,
    task_id   text   not null,
    map_index int    not null,
    -- ids of tasks directly below; empty when none goes on
    chosen    text[] not null,
    primary key (run_id, task_id, map_index)
);

-- What the instances of a mapped task are called, where its mapping says so.
create table map_item_name (
    run_id    bigint not null,
    task_id   text   not null,
    map_index int    not null,
    name      text   not null,
    primary key (run_id, task_id, map_index)
);
