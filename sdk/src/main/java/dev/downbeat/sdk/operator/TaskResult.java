package dev.downbeat.sdk.operator;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an attempt ended when it did not fail.
public sealed interface TaskResult {
    TaskResult NOTHING = new Done(null);

    /// @param output a JSON value or anything the JSON mapper can write; becomes `outputs.<task>` for others
    static TaskResult of(@Nullable Object output) {
        return output == null ? NOTHING : new Done(output);
    }

    /// To be executed again later, and to hold neither a thread nor a slot until then; see [Deferral].
    ///
    /// @param state handed to the next execution by [TaskContext#state]; a small JSON value, null for nothing
    static TaskResult defer(Instant until, @Nullable Object state) {
        return new Deferred(until, true, "", state);
    }

    /// Ended well with a value small enough to hold in memory.
    record Done(@Nullable Object output) implements TaskResult {}

    /// Ended well with a value that stands in a file as JSON, so that it never has to fit in memory. The file
    /// is moved into the artifact store when it is over the limit for XComs.
    record InFile(Path json) implements TaskResult {}

    /// Ended well and chose what goes on: ids of direct downstream tasks (or groups); may be none.
    ///
    /// @param cutsOff all that is below and was not chosen is skipped at once, whatever its trigger rule, but for
    ///                teardowns; else the rules of what comes later decide
    record Branch(List<String> chosen, boolean cutsOff) implements TaskResult {
        public Branch {
            chosen = List.copyOf(chosen);
        }

        public Branch(List<String> chosen) {
            this(chosen, false);
        }
    }

    /// A sensor looked, and what it looks for is not there yet.
    record NotYet(String reason, @Nullable Object state) implements TaskResult {}

    /// Nothing is to be done before that time.
    ///
    /// @param resume whether the task is executed again then; if not, it has ended well by then
    /// @param reason what it waits for, for people
    record Deferred(
            Instant until,
            boolean resume,
            String reason,
            @Nullable Object state) implements TaskResult {}

    /// Not to be counted as done: the task instance is skipped.
    record Skipped(String reason) implements TaskResult {}
}
