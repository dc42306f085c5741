package dev.downbeat.executors.logs;

import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.model.AttemptId;
import java.util.function.Supplier;

/// Where attempts log to: [LogStore], or over a channel to the process that has one.
public interface Logs {
    /// Costs nothing until something is logged.
    ///
    /// @param masking asked for every line, so that secrets that become known while the attempt runs are
    ///         hidden too
    AttemptLog open(AttemptId attempt, Supplier<Masking> masking);
}
