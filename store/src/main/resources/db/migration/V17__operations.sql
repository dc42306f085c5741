-- What operations need: which programs may use which schema, and which runs were purged.

-- A migration that older programs can work with says so here. A program refuses a schema that is newer than its own
-- unless each migration that it does not know has a row, with an `oldest` that is not beyond what it knows.
create table schema_compatibility (
    -- of a migration
    version int primary key,
    -- the schema that a program has to know at least
    oldest  int not null check (oldest <= version)
);

insert into schema_compatibility (version, oldest) values (17, 16);

-- Finished runs that were deleted. Their rows in other tables, and their files on each machine, follow in small steps.
create table purged_run (
    run_id    bigint primary key,
    dag_id    text        not null,
    purged_at timestamptz not null default now(),
    -- false while other tables hold rows of it
    rows_gone boolean     not null default false
);

create index purged_run_open on purged_run (run_id) where not rows_gone;
create index purged_run_by_time on purged_run (purged_at, run_id);

-- Which runs an update has started: looked up before it is deleted.
create index asset_trigger_of_event on asset_trigger (event_id);
