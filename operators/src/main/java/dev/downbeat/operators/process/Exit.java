package dev.downbeat.operators.process;

import dev.downbeat.model.Excerpt;
import java.util.Map;

/// How a child ended.
///
/// @param code       its exit code; 128 + n when signal n killed it
/// @param lastOutput the last line on its standard output that is not blank, 64 KiB at most; may be empty
/// @param lastError  the same of its standard error
public record Exit(int code, String lastOutput, String lastError) {
    private static final int MESSAGE_LIMIT = 500;

    // Those with the same number everywhere, and the two that kill on Linux alone.
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(14, "SIGALRM"),
            Map.entry(15, "SIGTERM"),
            Map.entry(24, "SIGXCPU"),
            Map.entry(25, "SIGXFSZ"));

    public boolean succeeded() {
        return code == 0;
    }

    /// For people: `exit code 3: No such file`, `killed by SIGSEGV`; with the last line of the standard
    /// error.
    public String message() {
        String signal = SIGNALS.get(code - 128);
        String how = signal == null ? "exit code " + code : "killed by %s (exit code %d)".formatted(signal, code);
        if (code == 128 + 9 && lastError.isEmpty()) {
            how += ", perhaps for want of memory";
        }
        return lastError.isEmpty() ? how : how + ": " + Excerpt.of(lastError.strip(), MESSAGE_LIMIT);
    }
}
