package dev.downbeat.sdk.operator;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs of other DAGs: what they have come to, and how a task asks for one.
public interface OtherRuns {
    /// Where there are no other runs, as in unit tests of DAGs.
    OtherRuns NONE = new OtherRuns() {
        @Override
        public Optional<OtherRun> newest(String dag, @Nullable Instant date, @Nullable String task) {
            throw unknown();
        }

        @Override
        public Optional<OtherRun> run(long id) {
            throw unknown();
        }

        @Override
        public long trigger(Start start) {
            throw unknown();
        }

        private static DownbeatException unknown() {
            return new DownbeatException(
                    ErrorCode.NOT_FOUND, "no other run is known here: let a fake stand in for the task");
        }
    };

    /// The newest run of a DAG.
    ///
    /// @param date the logical date that it has to have; null for any
    /// @param task a task whose states are told too; null for none
    /// @throws DownbeatException NOT_FOUND, with the nearest known name, when there is no such DAG, or the run has
    ///         no such task
    Optional<OtherRun> newest(String dag, @Nullable Instant date, @Nullable String task);

    /// A run by its id, without states of tasks; empty when there is none.
    Optional<OtherRun> run(long id);

    /// Asks for a run. Durable when it returns; the same task instance in the same try gets the same run, however
    /// often it asks.
    ///
    /// @return the run's id
    /// @throws DownbeatException NOT_FOUND when there is no such DAG, BAD_INPUT when the params do not fit,
    ///         LIMIT_EXCEEDED when runs have triggered runs in too long a chain
    long trigger(Start start);

    /// What is asked for, and by whom.
    ///
    /// @param date the logical date; null for now
    /// @param by   the task instance that asks, and its try
    record Start(
            String dag,
            Map<String, @Nullable Object> params,
            @Nullable Instant date,
            Asker by) {}

    /// @param index the map index, -1 when not mapped
    record Asker(long run, String task, int index, int tryNumber) {}

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
