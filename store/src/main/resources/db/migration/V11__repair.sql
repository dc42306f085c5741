-- What people ask of runs that exist, and what they write beside them.

-- A row is written before the request is answered. Whoever owns the run carries it out, and marks it in the commit that
-- holds what came of it.
create table run_command (
    command_id bigint generated always as identity primary key,
    run_id     bigint      not null references dag_run on delete cascade,
    kind       text        not null check (kind in ('cancel', 'cancel_tasks', 'clear', 'mark', 'mark_run')),
    payload    json        not null,
    asked_at   timestamptz not null default now(),
    -- may be empty
    asked_by   text        not null,
    applied_at timestamptz,
    outcome    text,
    check ((applied_at is null) = (outcome is null))
);

create index run_command_open on run_command (run_id, command_id) where applied_at is null;
create index run_command_of_run on run_command (run_id, command_id);

insert into run_command (run_id, kind, payload, asked_by)
select d.run_id, 'cancel', '{}', '' from dag_run as d where d.cancel_requested and d.state in ('queued', 'running');

alter table dag_run drop column cancel_requested;

-- An attempt that a person took back may have ended in any way; `stopped`: it was under way.
alter table task_attempt drop constraint task_attempt_outcome_check;
alter table task_attempt add constraint task_attempt_outcome_check
    check (outcome in ('failed', 'lost', 'success', 'skipped', 'stopped'));

-- Notes of people. task_id is empty for a note on the run itself.
create table run_note (
    note_id    bigint generated always as identity primary key,
    run_id     bigint      not null references dag_run on delete cascade,
    task_id    text        not null,
    map_index  int         not null,
    text       text        not null,
    written_at timestamptz not null default now(),
    written_by text        not null
);

create index run_note_of_run on run_note (run_id, note_id);
