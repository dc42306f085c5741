package dev.downbeat.runtime;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.TaskState;
import java.time.Duration;

/// Hears of what happens, from threads that have other things to do: it must not block.
public interface MeterListener {
    /// A journal commit that went through.
    default void committed(Duration took, int entries) {}

    /// One that did not.
    ///
    /// @param fenced another scheduler has taken over; else the database failed, and it is tried again
    default void commitFailed(boolean fenced) {}

    /// @param waited from when it was queued to its start
    /// @param ran    from its start to its end
    default void taskEnded(TaskState state, Duration waited, Duration ran) {}

    default void runEnded(DagRunState state, Duration ran) {}

    /// @param waited from when the executor got the attempt to its start
    default void attemptStarted(String executor, Duration waited) {}

    /// @param outcome `succeeded`, `failed`, `skipped`, `lost`, `waiting` (it is looked at again later)
    default void attemptEnded(String executor, String outcome, Duration ran) {}

    /// @param late how long after its time the run of a schedule was made
    default void tickFired(Duration late) {}

    /// @param outcome `sent`, `again` (it is tried again later), `given_up`
    default void alertTried(String outcome) {}
}
