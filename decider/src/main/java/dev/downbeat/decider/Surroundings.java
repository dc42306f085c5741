package dev.downbeat.decider;

import dev.downbeat.model.Pool;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunType;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What bears on a task instance and lies outside of its run's state.
///
/// @param before the DAG's run before this one; null when there is none
/// @param moves  what happened to the task instance, the oldest first
public record Surroundings(Queue queue, Room room, @Nullable Before before, Driver driver, List<Moved> moves) {

    /// The run among the others of its DAG.
    ///
    /// @param running runs of the DAG that are going on
    /// @param ahead   queued ones that come before this one
    public record Queue(RunType type, Instant queuedAt, boolean paused, int running, int ahead) {}

    /// What is in use of the limits.
    ///
    /// @param pool    the task's; null when there is none of that name
    /// @param holders who has slots of it, who has most first
    public record Room(@Nullable Pool pool, List<Holder> holders, int ofRun, int ofDag, int ofTask, int ofTaskInRun)
            implements Limit.Usage {
        @Override
        public int freeSlots() {
            int taken = holders.stream().mapToInt(Holder::slots).sum();
            return pool == null ? 0 : pool.slots() - taken;
        }
    }

    /// A task in a run that has slots of a pool.
    public record Holder(RunId run, TaskId task, int slots) {}

    public record Before(RunId run, RunState state) {}

    /// Who drives the run.
    ///
    /// @param owner       empty when nobody does
    /// @param underWay    attempts that are queued or running there
    /// @param parallelism 0 when it is not known here
    /// @param served      the queues from which somebody takes attempts now; null when the task's executor
    ///                    has none
    /// @param waitsFor    what keeps the executor from beginning it; empty when that is not known
    public record Driver(
            String owner,
            int underWay,
            int parallelism,
            @Nullable List<String> served,
            String waitsFor) {}

    /// A move of the task instance.
    public record Moved(TaskState to, String note, Instant at) {}
}
