-- What a deferred task instance waits for, or waited for before it ended:
-- {"wake","since","limit":{"until","soft"},"looks","reason","state"}. When it looks next stands in due_at.
alter table task_instance add column wait json;
