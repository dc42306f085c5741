-- Run ids count up one by one; a process that needs many takes several with one statement. Before, each number of the
-- sequence stood for a block of 50.

alter sequence run_id_seq increment 1;

-- A process may still hold the block that was given out last.
select setval('run_id_seq', last_value + 49) from run_id_seq where is_called;
