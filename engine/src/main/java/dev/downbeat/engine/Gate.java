package dev.downbeat.engine;

import dev.downbeat.model.DagId;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;

/// What keeps a ready task instance from its executor although this process has room for it.
sealed interface Gate {
    /// The DAG's run before this one has to come further.
    record Past(RunId run, int task) implements Gate {}

    /// The pool has no such number of slots free for this process.
    record Slots(String pool, int slots) implements Gate {}

    record PerRun(RunId run) implements Gate {}

    record PerDag(DagId dag) implements Gate {}

    /// A task over all runs of its DAG.
    record PerTask(DagId dag, TaskId task) implements Gate {}

    record PerTaskInRun(RunId run, int task) implements Gate {}
}
