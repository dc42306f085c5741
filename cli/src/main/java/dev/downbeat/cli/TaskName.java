package dev.downbeat.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A task as people write it: `load`, or `load[3]` or `load/3` for one instance of a mapped task.
///
/// @param index -1 when none is named
record TaskName(String task, int index) {
    private static final Pattern FORM = Pattern.compile("(.+?)(?:\\[(\\d{1,9})]|/(\\d{1,9}))?");

    static TaskName of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return new TaskName(text, -1);
        }
        String index = parts.group(2) == null ? parts.group(3) : parts.group(2);
        return new TaskName(parts.group(1), index == null ? -1 : Integer.parseInt(index));
    }
}
