package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.model.DagRunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What there is to know when a run is over: how it ended, where its results are, why it failed.
final class RunReport {
    private static final int TAIL_LINES = 20;
    private static final int TAIL_BYTES = 16 * 1024;
    private static final int MAX_FAILURES = 3;

    private final Screen screen;
    private final Ink ink;
    private final DownbeatApi api;

    RunReport(Context context, DownbeatApi api) {
        this.screen = context.screen();
        this.ink = context.ink();
        this.api = api;
    }

    /// @param artifacts the run's folder, which need not exist
    void print(RunDetail run, Optional<Path> artifacts) {
        RunSummary summary = run.summary();
        boolean good = DagRunState.of(summary.state()) == DagRunState.SUCCESS;
        screen.print("");
        String took = Words.between(
                summary.startedAt(), summary.endedAt(), screen.clock().instant());
        screen.print("%s %s %s in %s"
                .formatted(
                        ink.sign(summary.state()),
                        ink.bold(summary.dag()),
                        good ? ink.green("succeeded") : ink.red("failed"),
                        took));
        long all = run.counts().values().stream().mapToLong(Integer::longValue).sum();
        screen.print("  " + Words.count(all, "task") + ": " + Words.counts(run.counts()));
        artifacts.filter(Files::isDirectory).ifPresent(folder -> screen.print("  artifacts: " + folder));
        screen.print(ink.dim("  more: downbeat runs show %d".formatted(summary.id())));
        if (!good) {
            failures(run);
        }
        screen.out().flush();
    }

    private void failures(RunDetail run) {
        long id = run.summary().id();
        var query = new TaskQuery(Optional.of("failed"), Optional.empty(), Optional.empty(), 200);
        List<TaskView> failed = api.tasks(id, query).items();
        if (failed.isEmpty() && run.summary().failure() != null) {
            screen.print("");
            screen.print(ink.red(Words.firstLine(run.summary().failure())));
        }
        failed.stream().limit(MAX_FAILURES).forEach(task -> failure(id, task));
        if (failed.size() > MAX_FAILURES) {
            screen.print("");
            screen.print("and %s more that failed".formatted(Words.count(failed.size() - MAX_FAILURES, "task")));
        }
    }

    private void failure(long run, TaskView task) {
        String name = Words.task(task.task(), task.mapIndex());
        String tries = task.maxTries() > 1 && task.tryNumber() > 0
                ? " (try %d of %d)".formatted(task.tryNumber(), task.maxTries())
                : "";
        screen.print("");
        screen.print("%s %s%s: %s"
                .formatted(
                        ink.sign(task.state()),
                        ink.bold(Words.task(task)),
                        tries,
                        ink.red(Words.firstLine(task.failure()))));
        if (task.attempt() > 0) {
            log(run, task, name);
        }
    }

    private void log(long run, TaskView task, String name) {
        LogChunk end = api.log(run, task.task(), task.mapIndex(), 0, -TAIL_BYTES, TAIL_BYTES);
        LogsCommand.lastLines(end.text(), TAIL_LINES).lines().forEach(line -> screen.print(ink.dim("  │ ") + line));
        String argument = task.mapIndex() < 0 ? name : "'" + name + "'";
        screen.print(ink.dim("  all of it: downbeat logs %d %s".formatted(run, argument)));
    }
}
