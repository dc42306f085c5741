package dev.downbeat.cli;

import dev.downbeat.api.Views.LiveView;
import dev.downbeat.api.Views.ProgressView;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.WaitView;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/// What there is to say about a task beside its state: how long, which try, what failed.
final class TaskNote {
    private TaskNote() {}

    /// `1.2s  try 2 of 3  exit code 1`
    static String of(TaskView task, Instant now) {
        var parts = new ArrayList<String>();
        if (TaskState.of(task.state()).terminal() && task.startedAt() != null) {
            parts.add(Words.between(task.startedAt(), task.endedAt(), now));
        }
        String rest = besidesTime(task, now);
        if (!rest.isEmpty()) {
            parts.add(rest);
        }
        return String.join("  ", parts);
    }

    static String besidesTime(TaskView task, Instant now) {
        var parts = new ArrayList<String>();
        TaskState state = TaskState.of(task.state());
        if (task.tryNumber() > 1 || state == TaskState.UP_FOR_RETRY) {
            parts.add("try %d of %d".formatted(task.tryNumber(), task.maxTries()));
        }
        if (state == TaskState.UP_FOR_RETRY
                && task.dueAt() != null
                && task.dueAt().isAfter(now)) {
            parts.add("again in " + Words.duration(Duration.between(now, task.dueAt())));
        }
        String live = live(task, now);
        if (!live.isEmpty()) {
            parts.add(live);
        } else if (state == TaskState.DEFERRED || state == TaskState.UP_FOR_RESCHEDULE) {
            parts.add(waiting(task, now));
        } else if (task.failure() != null && state != TaskState.SUCCESS && state != TaskState.RUNNING) {
            parts.add(Words.firstLine(task.failure()));
        }
        return String.join("  ", parts);
    }

    /// `3 of 10 files`, `no sign of life for 12m`
    private static String live(TaskView task, Instant now) {
        LiveView live = task.live();
        if (live == null) {
            return "";
        }
        var parts = new ArrayList<String>();
        ProgressView progress = live.progress();
        if (progress != null) {
            String of = progress.total() == 0 ? "" : " of %,d".formatted(progress.total());
            parts.add("%,d%s %s".formatted(progress.done(), of, progress.unit()).strip());
        }
        if (live.silentSince() != null) {
            parts.add("no sign of life for " + Words.duration(Duration.between(live.silentSince(), now)));
        }
        return String.join(", ", parts);
    }

    /// Why it stands where it stands: how far it is, what it waits for, or what failed.
    static String why(TaskView task, Instant now) {
        if (task.live() != null) {
            return live(task, now);
        }
        TaskState state = TaskState.of(task.state());
        return state == TaskState.DEFERRED || state == TaskState.UP_FOR_RESCHEDULE
                ? waiting(task, now)
                : Words.firstLine(task.failure());
    }

    /// `no file incoming/*.csv, looked 3 times, next in 12s`
    private static String waiting(TaskView task, Instant now) {
        var parts = new ArrayList<String>();
        WaitView wait = task.waiting();
        if (wait != null && !wait.reason().isEmpty()) {
            parts.add(wait.reason());
        }
        int looks = wait == null ? 0 : wait.looks();
        if (looks > 0) {
            parts.add("looked " + Words.count(looks, "time"));
        }
        Instant due = task.dueAt();
        if (due != null) {
            boolean later = due.isAfter(now);
            String left = later ? "in " + Words.duration(Duration.between(now, due)) : "now";
            parts.add((looks > 0 ? "next " : "goes on ") + left);
        }
        return parts.isEmpty() ? task.state() : String.join(", ", parts);
    }
}
