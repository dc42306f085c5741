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

    /// Stops accepting, cancels what runs and waits for it a bounded time.
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
