package dev.downbeat.api;

import java.time.Instant;
import java.util.List;

/// The records that [WorkersApi] gives. JSON names are in snake_case.
public final class WorkerViews {
    private WorkerViews() {}

    /// A worker.
    ///
    /// @param slots    attempts that it does at a time
    /// @param running  attempts that it has
    /// @param draining it takes no more
    /// @param version  of its program
    /// @param heardAt  when it was last heard of; a worker that is silent for 12 seconds has lost what it has
    public record WorkerView(
            long id,
            String name,
            List<String> queues,
            int slots,
            int running,
            boolean draining,
            String version,
            Instant since,
            Instant heardAt) {
        public WorkerView {
            queues = List.copyOf(queues);
        }
    }
}
