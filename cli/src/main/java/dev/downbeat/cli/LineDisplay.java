package dev.downbeat.cli;

import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.model.TaskState;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A run as lines, one for each change: for logs, pipes and continuous integration.
final class LineDisplay implements RunDisplay {
    /// Of a task mapped over more items than this only failures are told one by one.
    private static final int MANY = 20;
    private static final int NARROW = 24;
    private static final int WIDE = 40;

    private final Screen screen;
    private final Ink ink;
    private final PrintWriter out;
    private final Map<String, String> seen = new HashMap<>();
    private final Set<String> announced = new HashSet<>();
    private String runState = "";
    /// Of the column of names: it grows with what the run turns out to have.
    private int width = NARROW;

    /// @param aside whether data goes to standard output, so that this has to go to standard error
    LineDisplay(Screen screen, Ink ink, boolean aside) {
        this.screen = screen;
        this.ink = ink;
        this.out = aside ? screen.err() : screen.out();
    }

    @Override
    public void update(RunDetail run) {
        RunSummary summary = run.summary();
        width = run.tasks().stream()
                .mapToInt(task -> Math.min(WIDE, Words.task(task).length()))
                .reduce(width, Math::max);
        if (runState.isEmpty()) {
            line("run %d of %s".formatted(summary.id(), summary.dag()), summary.state(), "");
        }
        Map<String, Long> instances = run.tasks().stream()
                .filter(task -> task.mapIndex() >= 0)
                .collect(Collectors.groupingBy(TaskView::task, Collectors.counting()));
        for (TaskView task : run.tasks()) {
            boolean many = task.mapIndex() >= 0 && instances.getOrDefault(task.task(), 0L) > MANY;
            if (many && announced.add(task.task())) {
                line(task.task(), "mapped", "over %,d items".formatted(instances.getOrDefault(task.task(), 0L)));
            }
            change(task, many);
        }
        runState = summary.state();
        out.flush();
    }

    private void change(TaskView task, boolean quiet) {
        TaskState state = TaskState.of(task.state());
        String name = Words.task(task);
        String now = task.state() + "/" + task.attempt();
        boolean worth = state.terminal() || state == TaskState.RUNNING || state == TaskState.UP_FOR_RETRY;
        if (now.equals(seen.put(name, now)) || !worth || (quiet && !state.failure())) {
            return;
        }
        line(name, task.state(), TaskNote.of(task, screen.clock().instant()));
    }

    private void line(String name, String state, String note) {
        String time = ink.dim(Words.time(screen.clock().instant(), screen.zone()));
        out.println("%s  %s  %s  %s"
                .formatted(time, Ink.pad(name, width), Ink.pad(state, 15), note)
                .stripTrailing());
    }

    @Override
    public void tick() {}

    @Override
    public void say(String message) {
        screen.say(message);
    }

    @Override
    public void close() {
        out.flush();
    }
}
