package dev.downbeat.sdk.operator;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an attempt ended when it did not fail.
public sealed interface TaskResult {
    TaskResult NOTHING = new Done(null);

    /// @param output a JSON value or anything the JSON mapper can write; becomes `outputs.<task>` for others
    static TaskResult of(@Nullable Object output) {
        return output == null ? NOTHING : new Done(output);
    }

    /// Ended well with a value small enough to hold in memory.
    record Done(@Nullable Object output) implements TaskResult {}

    /// Ended well with a value that stands in a file as JSON, so that it never has to fit in memory. The file
    /// is moved into the artifact store when it is over the limit for XComs.
    record InFile(Path json) implements TaskResult {}

    /// Ended well and chose what goes on: ids of direct downstream tasks (or groups); may be none.
    record Branch(List<String> chosen) implements TaskResult {
        public Branch {
            chosen = List.copyOf(chosen);
        }
    }

    /// Not to be counted as done: the task instance is skipped.
    record Skipped(String reason) implements TaskResult {}
}
