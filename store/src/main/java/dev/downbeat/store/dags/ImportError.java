package dev.downbeat.store.dags;

import dev.downbeat.model.Problem;
import java.time.Instant;
import java.util.List;

/// A file that does not load.
///
/// @param seenAt when its problems were first these
public record ImportError(String file, List<Problem> problems, Instant seenAt) {
    public ImportError {
        problems = List.copyOf(problems);
    }
}
