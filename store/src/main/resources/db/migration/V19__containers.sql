-- Attempts in containers of their own.

-- What one that has not begun waits for, for people.
alter table remote_attempt add column note text;

-- One row, made when it is first asked for: which installation this is. What it makes elsewhere, such as containers, is known by it.
create table installation (
    id   text        not null default gen_random_uuid()::text,
    made timestamptz not null default now()
);

create unique index installation_once on installation ((true));

insert into schema_compatibility (version, oldest) values (19, 16);
