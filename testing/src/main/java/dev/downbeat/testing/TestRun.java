package dev.downbeat.testing;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;
import dev.downbeat.sdk.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// How a test's run ended.
///
/// @param failure why it failed; null otherwise
/// @param took    on the test's clock, retry delays and waits included
/// @param tasks   the task instances by task and map index, in the DAG's order
/// @param order   the tasks in the order in which their attempts started; a retried one more than once
public record TestRun(
        DagRunState state,
        @Nullable Failure failure,
        Duration took,
        SequencedMap<Place, Task> tasks,
        List<TaskId> order) {
    public TestRun {
        order = List.copyOf(order);
    }

    /// Names a task instance.
    public record Place(TaskId task, MapIndex index) {
        @Override
        public String toString() {
            return task.value() + index;
        }
    }

    /// How a task instance ended.
    ///
    /// @param tries     how often it was tried
    /// @param operator  of the DAG, also when it was faked
    /// @param outputJson its output; `null` when it left none
    /// @param log       what its last attempt logged
    public record Task(
            TaskState state, int tries, String operator, Optional<Failure> failure, String outputJson, String log) {
        /// The output as a value: maps, lists, texts, numbers.
        public @Nullable Object output() {
            return Json.read(outputJson);
        }

        /// The output as an object of this class.
        ///
        /// @throws dev.downbeat.model.DownbeatException BAD_INPUT when it is none
        public <T> T output(Class<T> type) {
            return Json.read(outputJson, type);
        }
    }

    public boolean succeeded() {
        return state == DagRunState.SUCCESS;
    }

    /// A task that is not mapped, or a mapped one that came to nothing.
    ///
    /// @throws IllegalArgumentException when the DAG has no such task
    public Task task(String id) {
        return task(id, MapIndex.NONE.value());
    }

    /// One item of a mapped task.
    ///
    /// @param mapIndex from 0
    /// @throws IllegalArgumentException when there is no such task instance
    public Task task(String id, int mapIndex) {
        Task found = tasks.get(new Place(new TaskId(id), MapIndex.of(mapIndex)));
        if (found == null) {
            List<String> known = tasks.keySet().stream().map(Place::toString).toList();
            throw new IllegalArgumentException("the run has no task '%s'%s%s; there are %s"
                    .formatted(id, MapIndex.of(mapIndex), Nearest.hint(id, known), known));
        }
        return found;
    }

    /// The task instances that ended in this state: `clean`, `clean[1]`.
    public List<String> in(TaskState wanted) {
        return tasks.entrySet().stream()
                .filter(entry -> entry.getValue().state() == wanted)
                .map(entry -> entry.getKey().toString())
                .toList();
    }
}
