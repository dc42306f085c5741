package dev.downbeat.executors.worker;

import dev.downbeat.model.Placement;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// @param queues  from which it takes attempts
/// @param slots   attempts at a time
/// @param folder  for what attempts write before it is the server's
/// @param dags    the folder of DAG files here; null where it has the same path as the server's
/// @param version of this program
public record WorkerSettings(
        String name,
        List<String> queues,
        int slots,
        Path folder,
        @Nullable Path dags,
        String version) {
    public WorkerSettings {
        queues = List.copyOf(queues);
        for (String queue : queues) {
            if (!Placement.isQueue(queue)) {
                throw new IllegalArgumentException(
                        "'%s' cannot be the name of a queue: it has %s".formatted(queue, Placement.QUEUE_RULE));
            }
        }
        if (queues.isEmpty() || slots < 1) {
            throw new IllegalArgumentException("a worker has one queue and one slot at least");
        }
    }
}
