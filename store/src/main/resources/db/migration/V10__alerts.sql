-- What people are to be told, written in the same commit as what it tells of. A row is sent at least once.
create table alert (
    alert_id   bigint generated always as identity primary key,
    run_id     bigint      not null,
    -- empty for the run itself
    task_id    text        not null,
    map_index  int         not null,
    -- tells apart what can happen several times
    occasion   bigint      not null,
    event      text        not null check (event in ('success', 'failure', 'retry', 'skip', 'deadline')),
    -- the place in the version's list of notifiers for the event
    notifier   int         not null,
    version_id bigint      not null,
    attempt    int         not null,
    try_number int         not null,
    failure    json,
    raised_at  timestamptz not null,
    -- true while other instances of the mapped task are told of by this row too
    collecting boolean     not null,
    state      text        not null default 'pending' check (state in ('pending', 'sent', 'failed')),
    -- when it is sent, or tried again
    due_at     timestamptz not null,
    tries      int         not null default 0,
    -- why the last try failed; empty when none did
    error      text        not null default '',
    ended_at   timestamptz,
    check ((ended_at is not null) = (state in ('sent', 'failed'))),
    unique (run_id, task_id, map_index, occasion, event, notifier)
);

create unique index alert_collecting on alert (run_id, task_id, event, notifier) where collecting;
create index alert_due on alert (due_at) where state = 'pending';
create index alert_by_state on alert (state, alert_id desc);

-- By when runs and task instances have to have ended. A row goes when the deadline was kept, and stays when it was not.
create table deadline (
    run_id     bigint      not null,
    -- empty for the run itself
    task_id    text        not null,
    map_index  int         not null,
    version_id bigint      not null,
    due_at     timestamptz not null,
    -- how many are to be told of a miss
    notifiers  int         not null,
    missed_at  timestamptz,
    primary key (run_id, task_id, map_index)
);

create index deadline_open on deadline (due_at) where missed_at is null;
