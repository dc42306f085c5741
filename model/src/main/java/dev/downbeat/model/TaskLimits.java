package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// How many instances of a task may be queued or running at a time, and what its runs ask of one another.
///
/// @param perDag over all runs of the DAG
/// @param perRun of one run, which for a mapped task bounds how many items are worked on at a time
public record TaskLimits(int perDag, int perRun, PastRule past) {
    public static final TaskLimits NONE = new TaskLimits(RunPolicy.NO_LIMIT, RunPolicy.NO_LIMIT, PastRule.NONE);

    public TaskLimits {
        if (perDag < 1 || perRun < 1) {
            throw new IllegalArgumentException(
                    "max_active_tis_per_dag and max_active_tis_per_dagrun must be 1 or more, were %d and %d"
                            .formatted(perDag, perRun));
        }
    }

    static TaskLimits orNone(@Nullable TaskLimits limits) {
        return limits == null ? NONE : limits;
    }

    public TaskLimits withPerDag(int perDag) {
        return new TaskLimits(perDag, perRun, past);
    }

    public TaskLimits withPerRun(int perRun) {
        return new TaskLimits(perDag, perRun, past);
    }

    public TaskLimits withPast(PastRule past) {
        return new TaskLimits(perDag, perRun, past);
    }
}
