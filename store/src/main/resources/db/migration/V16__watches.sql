-- Assets that are watched outside: each has a sensor that looks again and again.
create table asset_watch (
    watch_id  bigint generated always as identity unique,
    dag_id    text        not null references dag on delete cascade,
    asset     text        not null,
    -- with its settings, to tell when it is another one
    sensor    text        not null,
    due_at    timestamptz not null,
    -- who looks; whoever claimed it before has lost it
    claim     bigint      not null default 0,
    -- in a row that found nothing
    looks     int         not null default 0,
    looked_at timestamptz,
    -- what it waits for; empty when it is there
    reason    text        not null default '',
    -- why it could not look; empty when it could
    failure   text        not null default '',
    -- for the next look
    state     json,
    -- what the last look found, as SHA-256; null for nothing
    found     text,
    primary key (dag_id, asset)
);

create index asset_watch_due on asset_watch (due_at);
