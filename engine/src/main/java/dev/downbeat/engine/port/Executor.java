package dev.downbeat.engine.port;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.Wait;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Executes attempts somewhere. Every submitted attempt gets exactly one [Listener#ended], unless the process
/// dies.
public interface Executor {
    /// As tasks name it: `local`, `process`.
    String name();

    /// Returns at once; the attempt goes on elsewhere. An attempt that waits in between is submitted again for
    /// each look, after its end was told for the one before.
    void submit(Order order, Listener listener);

    /// Asks the attempt to stop; nothing happens when it is not (or no longer) here. Its end is still
    /// reported.
    void cancel(AttemptId attempt);

    /// Whether its attempts go on when this process ends: in workers, pods or containers. [#submit] of an
    /// attempt that it has already, which another process or another life of the scheduler submitted, takes
    /// that one over; nothing is done twice.
    default boolean outlives() {
        return false;
    }

    /// The attempt is somebody else's matter from now on: it goes on, and nothing more is told of it here.
    /// Only asked of an executor whose attempts outlive the process.
    default void letGo(AttemptId attempt) {}

    /// What was told of the attempt's end is durable, or of no use: nothing of it has to be kept.
    ///
    /// @param look of an attempt that has waited, which look or execution of it ended; else 0
    default void settled(AttemptId attempt, int look) {}

    /// Stops accepting, cancels what runs and waits for it a bounded time; attempts that outlive the process
    /// are let go.
    void close();

    /// What to execute.
    ///
    /// @param item the item of a mapped task: `item` in templates; null when not mapped
    /// @param waiting how the attempt stood when it last waited, a look or a deferral ago; null when it begins
    record Order(
            AttemptId attempt,
            int tryNumber,
            RunSpec run,
            DagVersion version,
            TaskSpec task,
            @Nullable Object item,
            @Nullable Wait waiting) {
        /// An attempt that begins.
        public Order(
                AttemptId attempt,
                int tryNumber,
                RunSpec run,
                DagVersion version,
                TaskSpec task,
                @Nullable Object item) {
            this(attempt, tryNumber, run, version, task, item, null);
        }
    }

    /// Hears of attempts, from any thread.
    interface Listener {
        void started(AttemptId attempt);

        /// @param xcoms names to JSON text; the task's output under [JournalEntry.XcomSet#OUTPUT]
        void ended(AttemptId attempt, dev.downbeat.decider.Outcome outcome, Map<String, String> xcoms);
    }
}
