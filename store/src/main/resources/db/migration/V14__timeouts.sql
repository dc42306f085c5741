-- By when all tries of a task instance must be over: the total timeout of its task. By when one that waits for a slot
-- must have started stands in due_at, as for all that waits.
alter table task_instance add column expires_at timestamptz;
