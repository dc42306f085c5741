package dev.downbeat.sdk.operator;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.RunSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an attempt knows of itself and may use. Valid for the duration of the attempt.
public interface TaskContext {
    AttemptId attempt();

    /// Which try this is for the user, from 1; an attempt that was lost with its process does not count.
    int tryNumber();

    RunSpec run();

    /// What to hand to whom the attempt calls, so that their spans belong to the run's trace: the header
    /// `traceparent` of the W3C's Trace Context. Empty unless traces are sent somewhere.
    default Optional<String> traceparent() {
        return Traces.on() ? Optional.of(RunTrace.of(run()).traceparent(attempt())) : Optional.empty();
    }

    /// What the look or execution before this one left, see [Look.NotYet] and [Deferral]; null at the first.
    @Nullable
    Object state();

    /// The file in which the DAG is written; relative paths in settings are relative to its folder, see
    /// [#resolve].
    Path dagFile();

    /// `path` as it is when absolute, else relative to the folder of [#dagFile].
    default Path resolve(String path) {
        return dagFile().resolveSibling(path).normalize();
    }

    /// All that templates see: `params`, `outputs`, `ds`, `item`, …; JSON values.
    Map<String, @Nullable Object> variables();

    /// Evaluates an expression (`outputs.train.accuracy >= params.threshold`) over [#variables].
    ///
    /// @throws dev.downbeat.model.DownbeatException BAD_TEMPLATE when it names something that is not there
    @Nullable
    Object evaluate(String expression);

    TaskLog log();

    /// @throws dev.downbeat.model.DownbeatException NOT_FOUND with the nearest known id
    Connection connection(String id);

    /// A variable's value; its text is masked in logs when its name sounds like a secret.
    Optional<String> variable(String key);

    /// Runs of other DAGs.
    OtherRuns otherRuns();

    /// When the schedule's run after this one is due; empty when this one was not started by a schedule, or
    /// is its last.
    Optional<Instant> nextRunDue();

    /// A folder of this attempt's own for large results; made on first use, kept with the run.
    Path artifacts();

    /// A folder of this attempt's own for scratch files; deleted when the attempt ends.
    Path scratch();

    /// Leaves a named value beside the output; readable as `xcom.<task>.<key>` in templates.
    void xcom(String key, @Nullable Object value);

    /// What an earlier attempt of this task instance left by [#checkpoint(Object)]; null when none did.
    ///
    /// ```java
    /// int done = context.checkpoint() instanceof Number epoch ? epoch.intValue() : 0;
    /// for (int epoch = done; epoch < 100; epoch++) {
    ///     train(epoch);
    ///     context.checkpoint(epoch + 1);
    /// }
    /// ```
    @Nullable
    Object checkpoint();

    /// Remembers how far the task has come, for the attempt after this one should it fail or its process be
    /// lost. Durable when this returns. It is forgotten when the task succeeds.
    ///
    /// @param value a JSON value; large things belong into files of which this holds the path
    void checkpoint(Object value);

    /// The file that holds the checkpoint as JSON, for programs in other languages; may not be there.
    Path checkpointFile();

    /// Says how far the attempt is, for those who look on; also a sign of life. It costs little and may be
    /// called often: some calls in a row within a moment count as one.
    ///
    /// ```java
    /// context.progress(3, 10, "files");
    /// ```
    ///
    /// @param total 0 when it is not known
    /// @param unit  of both numbers; empty for none
    void progress(long done, long total, String unit);

    /// The file that holds the progress, for programs in other languages: `done total unit`.
    Path progressFile();

    boolean cancelled();

    /// Runs `hook` once when the attempt is cancelled or runs out of time, on another thread. At once when
    /// that has already happened.
    void onCancel(Runnable hook);

    /// Loads classes of the DAG version's own source (`.java` DAGs and files named by the java operator).
    DagCode code();
}
