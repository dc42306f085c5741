package dev.downbeat.decider;

import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskSpec;

/// What a ready task instance has to fit in before it is queued, in the order in which it is asked.
public enum Limit {
    POOL,
    TASKS_PER_RUN,
    TASKS_PER_DAG,
    TASK_PER_DAG,
    TASK_PER_RUN;

    /// What is in use, seen from one task instance.
    public interface Usage {
        /// Slots of the task's pool that may be given to it.
        int freeSlots();

        /// Task instances of its run that are queued or running.
        int ofRun();

        /// Those of all runs of its DAG.
        int ofDag();

        /// Those of the task, over all runs.
        int ofTask();

        /// Those of the task in its run.
        int ofTaskInRun();
    }

    /// Whether one more fits.
    public boolean open(RunPolicy policy, TaskSpec task, Usage usage) {
        return this == POOL
                ? usage.freeSlots() >= task.placement().poolSlots()
                : !set(policy, task) || used(usage) < bound(policy, task);
    }

    /// Whether the author set it; a pool always has a bound.
    public boolean set(RunPolicy policy, TaskSpec task) {
        return bound(policy, task) < RunPolicy.NO_LIMIT;
    }

    /// How many there may be at a time; of a pool, how many slots the task takes.
    public int bound(RunPolicy policy, TaskSpec task) {
        return switch (this) {
            case POOL -> task.placement().poolSlots();
            case TASKS_PER_RUN -> policy.maxActiveTasksPerRun();
            case TASKS_PER_DAG -> policy.maxActiveTasks();
            case TASK_PER_DAG -> task.policy().limits().perDag();
            case TASK_PER_RUN -> task.policy().limits().perRun();
        };
    }

    /// How many there are; of a pool, how many slots are free.
    public int used(Usage usage) {
        return switch (this) {
            case POOL -> usage.freeSlots();
            case TASKS_PER_RUN -> usage.ofRun();
            case TASKS_PER_DAG -> usage.ofDag();
            case TASK_PER_DAG -> usage.ofTask();
            case TASK_PER_RUN -> usage.ofTaskInRun();
        };
    }

    /// Whether the oldest queued run of a DAG may start while so many of it run.
    public static boolean admits(RunPolicy policy, int running) {
        return running < policy.maxActiveRuns();
    }
}
