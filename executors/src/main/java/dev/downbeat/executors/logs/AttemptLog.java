package dev.downbeat.executors.logs;

import dev.downbeat.sdk.operator.TaskLog;
import java.util.List;

/// The log of one attempt, open for writing. After [#close] what is still written is dropped: it comes from an
/// attempt that has been given up.
public interface AttemptLog extends TaskLog, AutoCloseable {
    /// The last lines written, without their time stamps.
    List<String> tail(int lines);

    /// Another number whenever something was written since; of a log that another process has, always the same.
    long growth();

    @Override
    void close();
}
