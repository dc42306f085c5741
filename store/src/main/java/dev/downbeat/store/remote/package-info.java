/// Attempts that are done elsewhere, and who does them.
///
/// A row of `remote_attempt` is `waiting` from its submission on, `claimed` while a worker has it and `ended`
/// until the scheduler has committed what follows from its end; then it is gone. Who moves it on:
///
/// ```mermaid
/// stateDiagram-v2
///     [*] --> waiting: the scheduler submits it
///     waiting --> claimed: a worker takes it
///     claimed --> waiting: the worker was lost before the task's code began
///     waiting --> ended: it was cancelled
///     claimed --> ended: the worker reports its end, or is lost
///     ended --> [*]: the end is committed
/// ```
///
/// A row is only made while its attempt is current for `task_instance`, so a scheduler that slept through its
/// lease cannot have one done a second time. No attempt is claimed while an earlier one of the same task
/// instance is.
@NullMarked
package dev.downbeat.store.remote;

import org.jspecify.annotations.NullMarked;
