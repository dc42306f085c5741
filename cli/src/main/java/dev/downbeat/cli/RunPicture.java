package dev.downbeat.cli;

import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One frame of a run: a heading, then a line for each task; the instances of a mapped task share one.
/// When the screen is too small the tasks that one wants to see are kept.
final class RunPicture {
    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static final int MAX_NAME = 40;

    private final Ink ink;
    private final Instant now;
    private final int frame;

    /// @param frame counts up, for what moves
    RunPicture(Ink ink, Instant now, int frame) {
        this.ink = ink;
        this.now = now;
        this.frame = frame;
    }

    /// A task with all its instances.
    private record Row(String task, List<TaskView> instances) {
        boolean mapped() {
            return instances.getFirst().mapIndex() >= 0;
        }

        /// The state that says most about it.
        TaskState state() {
            return instances.stream()
                    .map(instance -> TaskState.of(instance.state()))
                    .min(Comparator.comparingInt(Row::rank))
                    .orElse(TaskState.NONE);
        }

        /// What a reader wants to see first.
        private static int rank(TaskState state) {
            return switch (state) {
                case RUNNING, RESTARTING -> 0;
                case UP_FOR_RETRY -> 1;
                case FAILED -> 2;
                case QUEUED, DEFERRED, UP_FOR_RESCHEDULE -> 3;
                case UPSTREAM_FAILED -> 4;
                case SCHEDULED, NONE -> 5;
                case SUCCESS -> 6;
                case SKIPPED, REMOVED -> 7;
            };
        }
    }

    /// No line is wider than the screen, and there is one line fewer than it has.
    List<String> lines(RunDetail run, Screen.Size size) {
        var byTask = new LinkedHashMap<String, List<TaskView>>();
        run.tasks()
                .forEach(task -> byTask.computeIfAbsent(task.task(), _ -> new ArrayList<>())
                        .add(task));
        List<Row> rows = new ArrayList<>();
        byTask.forEach((task, instances) -> rows.add(new Row(task, instances)));
        int room = Math.max(1, size.rows() - 3);
        List<Row> shown = fit(rows, rows.size() <= room ? room : room - 1);
        int name = shown.stream()
                .mapToInt(row -> Math.min(MAX_NAME, row.task().length()))
                .max()
                .orElse(0);
        var lines = new ArrayList<String>();
        lines.add(heading(run));
        shown.forEach(row -> lines.add(line(row, name)));
        if (shown.size() < rows.size()) {
            var hidden = new ArrayList<>(rows);
            hidden.removeAll(shown);
            lines.add(ink.dim("  … " + Words.count(hidden.size(), "more task") + ": " + counts(hidden)));
        }
        return lines.stream().map(line -> Ink.cut(line, size.columns() - 1)).toList();
    }

    private static List<Row> fit(List<Row> rows, int room) {
        if (rows.size() <= room) {
            return rows;
        }
        var chosen = new HashSet<Row>();
        rows.stream()
                .sorted(Comparator.comparingInt(row -> Row.rank(row.state())))
                .limit(Math.max(0, room))
                .forEach(chosen::add);
        return rows.stream().filter(chosen::contains).toList();
    }

    private String heading(RunDetail run) {
        RunSummary summary = run.summary();
        DagRunState state = DagRunState.of(summary.state());
        String sign = state.terminal() ? ink.sign(summary.state()) : ink.state("running", spinner());
        long all = run.counts().values().stream().mapToLong(Integer::longValue).sum();
        long done = run.counts().entrySet().stream()
                .filter(count -> TaskState.of(count.getKey()).terminal())
                .mapToLong(Map.Entry::getValue)
                .sum();
        Instant start = summary.startedAt() == null ? summary.queuedAt() : summary.startedAt();
        return "%s %s  run %d  %s  %s"
                .formatted(
                        sign,
                        ink.bold(summary.dag()),
                        summary.id(),
                        ink.state(summary.state(), summary.state()),
                        ink.dim("%d/%d  %s".formatted(done, all, Words.between(start, summary.endedAt(), now))));
    }

    private String line(Row row, int nameWidth) {
        TaskState state = row.state();
        String sign = state == TaskState.RUNNING ? ink.state("running", spinner()) : ink.sign(state.word());
        String name = Ink.pad(Ink.cut(row.task(), MAX_NAME), nameWidth);
        boolean waiting = state == TaskState.NONE || state == TaskState.SCHEDULED || state == TaskState.SKIPPED;
        String lead = "  " + sign + " " + (waiting ? ink.dim(name) : name) + "  ";
        if (row.mapped()) {
            return lead + Ink.padLeft(duration(row), 8) + "  " + "× "
                    + row.instances().size() + "  " + counts(List.of(row));
        }
        TaskView task = row.instances().getFirst();
        String note = TaskNote.besidesTime(task, now);
        String said = note.isEmpty() && worthNaming(state) ? state.word() : note;
        String painted = state.failure() ? ink.red(said) : ink.dim(said);
        return (lead + Ink.padLeft(duration(row), 8) + "  " + painted).stripTrailing();
    }

    /// States that sign and duration do not tell.
    private static boolean worthNaming(TaskState state) {
        return switch (state) {
            case NONE, SCHEDULED, SUCCESS, RUNNING -> false;
            case QUEUED, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE, DEFERRED -> true;
            case FAILED, SKIPPED, UPSTREAM_FAILED, REMOVED -> true;
        };
    }

    /// From the first instance's start to the last one's end.
    private String duration(Row row) {
        Instant start = null;
        Instant end = Instant.MIN;
        for (TaskView instance : row.instances()) {
            Instant began = instance.startedAt();
            if (began == null) {
                continue;
            }
            start = start == null || began.isBefore(start) ? began : start;
            Instant ended = instance.endedAt() == null ? now : instance.endedAt();
            end = ended.isAfter(end) ? ended : end;
        }
        return start == null ? "" : Words.duration(Duration.between(start, end));
    }

    private String counts(List<Row> rows) {
        var counts = new EnumMap<TaskState, Integer>(TaskState.class);
        rows.forEach(row ->
                row.instances().forEach(instance -> counts.merge(TaskState.of(instance.state()), 1, Integer::sum)));
        var parts = new ArrayList<String>();
        counts.forEach((state, count) -> parts.add(ink.sign(state.word()) + " " + count));
        return String.join("  ", parts);
    }

    private String spinner() {
        return String.valueOf(SPINNER.charAt(frame % SPINNER.length()));
    }
}
