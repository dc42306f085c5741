package dev.downbeat.executors.process;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.attempt.AttemptLimits;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.VersionId;
import dev.downbeat.model.Wait;
import dev.downbeat.sdk.json.SpecJson;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An [Order] in a form that JSON takes, with where the child finds things.
///
/// @param index  the map index, -1 when not mapped
/// @param places where the child writes
record WorkOrder(
        RunSpec run,
        Version version,
        String task,
        int index,
        Tries tries,
        @Nullable Object item,
        Places places) {
    /// @param spec the DAG's spec, as [SpecJson] writes it
    record Version(long id, int number, String hash, String spec, String source) {}

    record Tries(int attempt, int tryNumber, @Nullable Wait waiting) {}

    /// @param scratch the parent's scratch folder
    record Places(String home, String scratch, AttemptLimits limits) {}

    static WorkOrder of(Order order, Places places) {
        DagVersion version = order.version();
        return new WorkOrder(
                order.run(),
                new Version(
                        version.id().value(),
                        version.number(),
                        version.hash(),
                        SpecJson.write(version.spec()),
                        version.source()),
                order.task().id().value(),
                order.attempt().key().index().value(),
                new Tries(order.attempt().number(), order.tryNumber(), order.waiting()),
                order.item(),
                places);
    }

    /// The parent, which has the log, watches for signs of life.
    private static TaskSpec unwatched(TaskSpec task) {
        return task.withPolicy(task.policy().withHeartbeat(Duration.ZERO));
    }

    Order order() {
        DagSpec spec = SpecJson.read(version.spec());
        var taskId = new TaskId(task);
        var key = new TaskKey(run.id(), taskId, MapIndex.of(index));
        return new Order(
                new AttemptId(key, tries.attempt()),
                tries.tryNumber(),
                run,
                new DagVersion(new VersionId(version.id()), version.number(), version.hash(), spec, version.source()),
                unwatched(spec.task(taskId)),
                item,
                tries.waiting());
    }
}
