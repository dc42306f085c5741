package dev.downbeat.executors.wire;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.Wait;
import org.jspecify.annotations.Nullable;

/// An [Order] in a form that JSON takes; the DAG version, which many have in common, goes beside it.
///
/// @param index the map index, -1 when not mapped
public record WorkOrder(
        RunSpec run,
        String task,
        int index,
        Tries tries,
        @Nullable Object item) {
    /// @param waiting how the attempt stood when it last waited; null when it begins
    public record Tries(
            int attempt, int tryNumber, @Nullable Wait waiting) {}

    public static WorkOrder of(Order order) {
        return new WorkOrder(
                order.run(),
                order.task().id().value(),
                order.attempt().key().index().value(),
                new Tries(order.attempt().number(), order.tryNumber(), order.waiting()),
                order.item());
    }

    public AttemptId attempt() {
        return new AttemptId(new TaskKey(run.id(), new TaskId(task), MapIndex.of(index)), tries.attempt());
    }

    /// @param version that of the run
    public Order on(DagVersion version) {
        return new Order(
                attempt(),
                tries.tryNumber(),
                run,
                version,
                version.spec().task(new TaskId(task)),
                item,
                tries.waiting());
    }
}
