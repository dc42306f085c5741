-- Pools, and what each scheduler has claimed of them.

create table pool (
    name             text primary key,
    slots            int     not null check (slots >= 0),
    -- whether a deferred task keeps its slots
    include_deferred boolean not null default false,
    description      text    not null default ''
);

insert into pool (name, slots, description)
values ('default', 128, 'Tasks that name no pool');

-- The claims of all epochs that are not fenced never are more than the pool's slots, except while a pool is made
-- smaller than what is in use.
create table pool_claim (
    pool        text   not null references pool on delete cascade,
    epoch       bigint not null references scheduler on delete cascade,
    slots       int    not null,
    -- in use and waited for
    need        int    not null,
    -- the most that one waiting task takes
    largest     int    not null,
    -- since when it has less than its part; null when it has that
    short_since timestamptz,
    primary key (pool, epoch)
);

-- The run before another one: depends_on_past looks it up.
create index dag_run_by_logical_date on dag_run (dag_id, logical_date desc, run_id desc);
