-- Attempts that outlive the scheduler's process, and the workers that do them.
create table worker (
    worker_id     bigint generated always as identity primary key,
    name          text        not null,
    queues        text[]      not null,
    slots         int         not null,
    version       text        not null,
    -- it takes no more
    draining      boolean     not null default false,
    registered_at timestamptz not null default now(),
    -- by the database's clock: who is silent for too long has lost what it has
    heard_at      timestamptz not null default now()
) with (fillfactor = 50);

create table remote_attempt (
    run_id       bigint      not null,
    task_id      text        not null,
    map_index    int         not null,
    attempt      int         not null,
    -- of an attempt that has waited, how many looks it has had
    look         int         not null,
    executor     text        not null,
    queue        text        not null,
    priority     int         not null,
    shard        int         not null,
    -- the order
    work         json        not null,
    state        text        not null check (state in ('waiting', 'claimed', 'ended')),
    submitted_at timestamptz not null default clock_timestamp(),
    worker_id    bigint,
    -- the SHA-256 of what the holder proves itself by
    token        text,
    claimed_at   timestamptz,
    -- when the task's code began
    started_at   timestamptz,
    -- it is to be stopped
    stop         boolean     not null default false,
    ended_at     timestamptz,
    ending       json,
    primary key (run_id, task_id, map_index, attempt, look),
    check ((ending is not null) = (state = 'ended'))
) with (fillfactor = 50);

create index remote_attempt_waiting on remote_attempt (queue, priority desc, submitted_at) where state = 'waiting';
create index remote_attempt_claimed on remote_attempt (worker_id) where state = 'claimed';
create index remote_attempt_ended on remote_attempt (shard) where state = 'ended';
create unique index remote_attempt_token on remote_attempt (token) where token is not null;

insert into schema_compatibility (version, oldest) values (18, 16);
