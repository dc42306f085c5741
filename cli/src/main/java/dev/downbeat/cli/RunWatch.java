package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.sdk.json.Json;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Shows a run to its end, on a terminal as a picture that changes, elsewhere as lines.
final class RunWatch {
    private static final long FRAME_MILLIS = 120;

    /// When nothing was heard for so many frames the run is asked for, in case the subscription broke.
    private static final int SILENCE = 100;

    private final Context context;
    private final DownbeatApi api;
    private final long run;

    private RunWatch(Context context, DownbeatApi api, long run) {
        this.context = context;
        this.api = api;
        this.run = run;
    }

    /// @return the exit code: 0 when the run succeeded, 1 otherwise
    static int follow(Context context, DownbeatApi api, long run, Optional<Path> artifacts)
            throws InterruptedException {
        var watch = new RunWatch(context, api, run);
        RunDetail end = watch.toTheEnd();
        if (context.json()) {
            context.screen().print(Json.pretty(end));
        } else {
            new RunReport(context, api).print(end, artifacts);
        }
        boolean good = DagRunState.of(end.summary().state()) == DagRunState.SUCCESS;
        return (good ? ExitCode.SUCCESS : ExitCode.RUN_FAILED).number();
    }

    private RunDetail toTheEnd() throws InterruptedException {
        // Only the newest view matters: an older one that was not shown yet gives way.
        BlockingQueue<RunDetail> views = new ArrayBlockingQueue<>(1);
        try (var display = display();
                var interrupts = Interrupts.handle(() -> cancel(display), display::close);
                var _ = api.follow(run, view -> replace(views, view))) {
            RunDetail last = api.run(run);
            display.update(last);
            int silence = 0;
            while (!ended(last)) {
                RunDetail next = views.poll(FRAME_MILLIS, TimeUnit.MILLISECONDS);
                silence = next == null ? silence + 1 : 0;
                if (silence == SILENCE) {
                    next = api.run(run);
                    silence = 0;
                }
                last = show(display, last, next);
            }
            interrupts.ignore();
            return last;
        }
    }

    static RunDetail show(RunDisplay display, RunDetail last, @Nullable RunDetail next) {
        if (next == null || isStale(next, last)) {
            display.tick();
            return last;
        }
        display.update(next);
        return next;
    }

    /// The subscription may tell late what it read before we asked for the run ourselves: shown then, a task that
    /// runs would seem to wait, and to begin again. Of two views with the same number neither is missed, because a
    /// view's tasks are read after its number. Only how far tasks are has no number: it may change all the time.
    private static boolean isStale(RunDetail next, RunDetail last) {
        boolean further = next.seq() == last.seq() && quiet(next).equals(quiet(last));
        return next.seq() <= last.seq() && !further && !ended(next);
    }

    private static RunDetail quiet(RunDetail view) {
        return view.withTasks(
                view.tasks().stream().map(task -> task.withLive(null)).toList());
    }

    private RunDisplay display() {
        Screen screen = context.screen();
        boolean picture = screen.terminal() && !context.json();
        return picture
                ? new LiveDisplay(screen, context.ink())
                : new LineDisplay(screen, context.ink(), context.json());
    }

    private void cancel(RunDisplay display) {
        display.say("cancelling run %d… press Ctrl-C again to quit at once".formatted(run));
        try {
            api.cancel(run);
        } catch (DownbeatException e) {
            display.say(e.text());
        }
    }

    private static boolean ended(RunDetail view) {
        return DagRunState.of(view.summary().state()).terminal();
    }

    private static void replace(BlockingQueue<RunDetail> views, RunDetail view) {
        while (!views.offer(view)) {
            views.poll();
        }
    }
}
