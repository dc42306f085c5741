-- What a deferred task instance waits for, or waited for before it ended:
-- {"wake","since","limit":{"until","soft"},"looks","reason","state"}. When it looks next stands in due_at.
alter table task_instance add column wait json;

-- Other DAGs wait for the run of a logical date.
create index dag_run_of_date on dag_run (dag_id, logical_date, run_id desc);
