package dev.downbeat.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/// Where a command writes, and what the reader can see there.
///
/// @param out      data
/// @param err      messages
/// @param terminal whether `out` is a terminal that understands ANSI
/// @param size     of that terminal, now
/// @param clock    for durations of what still runs
/// @param zone     in which times are shown
record Screen(
        PrintWriter out, PrintWriter err, boolean terminal, Supplier<Size> size, InstantSource clock, ZoneId zone) {

    /// In characters.
    record Size(int columns, int rows) {
        static final Size USUAL = new Size(80, 24);
    }

    /// A message for people; never data.
    void say(String message) {
        err.println(message);
        err.flush();
    }

    void print(String line) {
        out.println(line);
    }
}
