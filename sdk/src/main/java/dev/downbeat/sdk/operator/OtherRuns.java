package dev.downbeat.sdk.operator;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What runs of other DAGs have come to.
@FunctionalInterface
public interface OtherRuns {
    /// Where there are no other runs, as in unit tests of DAGs.
    OtherRuns NONE = (dag, date, task) -> {
        throw new DownbeatException(
                ErrorCode.NOT_FOUND, "no other run is known here: let a fake stand in for the task");
    };

    /// The newest run of a DAG.
    ///
    /// @param date the logical date that it has to have; null for any
    /// @param task a task whose states are told too; null for none
    /// @throws DownbeatException NOT_FOUND, with the nearest known name, when there is no such DAG, or the run has
    ///         no such task
    Optional<OtherRun> newest(String dag, @Nullable Instant date, @Nullable String task);

    /// A run.
    ///
    /// @param state     `queued`, `running`, `success` or `failed`
    /// @param instances of the task that was asked for, by state: one, or one for each item of a mapped task
    record OtherRun(long id, String state, Instant date, Map<String, Integer> instances) {
        public OtherRun {
            instances = Map.copyOf(instances);
        }
    }
}
