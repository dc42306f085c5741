package dev.downbeat.runtime;

import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.executors.logs.LogSlice;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import dev.downbeat.store.query.TaskQueries;

/// Logs, with what the store knows of whether they are complete.
final class AttemptLogs {
    static final int MOST_BYTES = 1_000_000;

    private final TaskQueries tasks;
    private final LogStore logs;

    AttemptLogs(TaskQueries tasks, LogStore logs) {
        this.tasks = tasks;
        this.logs = logs;
    }

    /// A task instance as a caller names it.
    record Instance(long run, String task, int index) {}

    /// @param attempt 0 for the newest
    /// @throws DownbeatException NOT_FOUND when there is no such run, task, instance or attempt
    LogChunk read(Instance instance, int attempt, long offset, int maxBytes) {
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "max_bytes is %d, allowed is 1 to %d".formatted(maxBytes, MOST_BYTES));
        }
        TaskView view = find(instance);
        if (attempt < 0 || attempt > view.attempt()) {
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "task '%s' has no attempt %d: there are %d".formatted(instance.task(), attempt, view.attempt()));
        }
        // the state was read before the log: what the attempt wrote before it ended is in it
        TaskState state = TaskState.of(view.state());
        int number = attempt == 0 ? view.attempt() : attempt;
        if (number == 0) {
            return new LogChunk("", 0, 0, state.terminal());
        }
        boolean ended = number < view.attempt() || !state.active();
        LogSlice slice = logs.read(id(instance, number), offset, maxBytes);
        return new LogChunk(slice.text(), number, slice.next(), ended && slice.atEnd());
    }

    private TaskView find(Instance instance) {
        TaskId task = tasks.check(instance.run(), instance.task()).id();
        return tasks.instance(instance.run(), task.value(), instance.index())
                .orElseThrow(() -> new DownbeatException(
                        ErrorCode.NOT_FOUND,
                        "task '%s' has no instance %d".formatted(instance.task(), instance.index())));
    }

    private static AttemptId id(Instance instance, int attempt) {
        var key = new TaskKey(new RunId(instance.run()), new TaskId(instance.task()), MapIndex.of(instance.index()));
        return new AttemptId(key, attempt);
    }
}
