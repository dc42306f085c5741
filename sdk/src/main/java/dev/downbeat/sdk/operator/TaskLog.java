package dev.downbeat.sdk.operator;

import java.io.OutputStream;

/// The attempt's log. Lines are masked, stamped and durable in the log store; any thread may write.
public interface TaskLog {
    /// A line of Downbeat's own or of Java code.
    void info(String line);

    /// A line about something that went wrong.
    void error(String line);

    /// A sink for a child's standard output: bytes are split into lines, bytes that are not UTF-8 are shown
    /// as `\xNN`.
    OutputStream stdout();

    OutputStream stderr();
}
