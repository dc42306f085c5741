package dev.downbeat.store.care;

import dev.downbeat.model.DagId;
import java.time.Instant;
import java.util.Optional;

/// Which runs to delete.
///
/// @param before   those that ended before
/// @param dag      of this DAG alone; empty: of all
/// @param keepLast so many runs of each DAG stay in any case, by number and by logical date; 1 at least, for
///                 `depends_on_past` looks at the last one
public record PurgeOrder(Instant before, Optional<DagId> dag, int keepLast) {
    public PurgeOrder {
        if (keepLast < 1) {
            throw new IllegalArgumentException("1 run of each DAG has to stay at least, was " + keepLast);
        }
    }

    String dagId() {
        return dag.map(DagId::value).orElse("");
    }
}
