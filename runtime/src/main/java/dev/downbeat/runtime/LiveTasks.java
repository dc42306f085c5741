package dev.downbeat.runtime;

import dev.downbeat.api.Views.LiveView;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.ProgressView;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.attempt.Pulse;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Adds to what the store knows of running tasks what they give to see themselves: how far they are, and that they
/// have been silent for long.
final class LiveTasks {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ArtifactStore artifacts;
    private final LogStore logs;
    private final InstantSource clock;

    LiveTasks(ArtifactStore artifacts, LogStore logs, InstantSource clock) {
        this.artifacts = artifacts;
        this.logs = logs;
        this.clock = clock;
    }

    RunDetail of(RunDetail run) {
        if (run.tasks().stream().noneMatch(LiveTasks::runs)) {
            return run;
        }
        var dag = new DagId(run.summary().dag());
        return run.withTasks(run.tasks().stream()
                .map(task -> of(dag, run.summary().id(), task))
                .toList());
    }

    /// @param dagOf the DAG of a run; only asked when a task runs
    Page<TaskView> of(Page<TaskView> tasks, long run, LongFunction<String> dagOf) {
        if (tasks.items().stream().noneMatch(LiveTasks::runs)) {
            return tasks;
        }
        var dag = new DagId(dagOf.apply(run));
        return new Page<>(tasks.items().stream().map(task -> of(dag, run, task)).toList(), tasks.nextCursor());
    }

    private static boolean runs(TaskView task) {
        return task.state().equals(TaskState.RUNNING.word());
    }

    private TaskView of(DagId dag, long run, TaskView task) {
        if (!runs(task)) {
            return task;
        }
        var key = new TaskKey(new RunId(run), new TaskId(task.task()), MapIndex.of(task.mapIndex()));
        var attempt = new AttemptId(key, task.attempt());
        var progress = artifacts.progress(dag, attempt);
        @Nullable
        ProgressView how = progress.read()
                .map(read -> new ProgressView(read.done(), read.total(), read.unit()))
                .orElse(null);
        Instant began = task.startedAt() == null ? clock.instant() : task.startedAt();
        Instant sign = Stream.of(
                        logs.file(attempt), artifacts.checkpoint(dag, key).file(), progress.file())
                .map(Pulse.Signs::changed)
                .reduce(began, (one, other) -> one.isAfter(other) ? one : other);
        boolean silent = !sign.plus(LONG).isAfter(clock.instant());
        return how == null && !silent ? task : task.withLive(new LiveView(how, silent ? sign : null));
    }
}
