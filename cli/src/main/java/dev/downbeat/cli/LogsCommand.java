package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        header = "What the tasks of a run wrote.",
        description = "Without a task, the newest attempts of all tasks, one after the other.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  downbeat logs 12 train            the newest attempt of a task",
            "  downbeat logs churn train -f      of the newest run of a DAG, as it is written",
            "  downbeat logs 12 'score[3]'       of one instance of a mapped task"
        })
final class LogsCommand implements Callable<Integer> {
    private static final Pattern TASK = Pattern.compile("(.+?)(?:\\[(\\d+)])?");
    private static final int PIECE = 256 * 1024;

    private final Context context;

    @Parameters(index = "0", paramLabel = "RUN|DAG", description = "A run's number, or a DAG for its newest run.")
    String run = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TASK",
            defaultValue = "",
            description = "A task, as in train or score[3].")
    String task = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as more is written, to the end of the attempt.")
    boolean follow;

    @Option(names = "--attempt", paramLabel = "N", description = "Which attempt, from 1. Default: the newest.")
    int attempt;

    @Option(names = "--tail", paramLabel = "LINES", defaultValue = "-1", description = "Only the last lines.")
    int tail = -1;

    LogsCommand(Context context) {
        this.context = context;
    }

    /// A log as JSON shows it.
    record Log(String task, int mapIndex, int attempt, String text) {}

    @Override
    public Integer call() throws InterruptedException {
        try (var access = context.platform().access()) {
            DownbeatApi api = access.api();
            long id = RunsCommand.number(api, run);
            List<TaskView> tasks = tasks(api, id);
            if (context.json()) {
                context.screen()
                        .print(Json.pretty(
                                tasks.stream().map(view -> log(api, id, view)).toList()));
                return ExitCode.SUCCESS.number();
            }
            if (tasks.size() == 1) {
                print(api, id, tasks.getFirst(), follow);
                return ExitCode.SUCCESS.number();
            }
            if (follow) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "name the task whose log to follow");
            }
            for (TaskView view : tasks) {
                context.screen().print(context.ink().bold("── " + Words.task(view) + " ") + view.state());
                print(api, id, view, false);
            }
        }
        return ExitCode.SUCCESS.number();
    }

    private List<TaskView> tasks(DownbeatApi api, long id) {
        if (task.isEmpty()) {
            return Pages.all(cursor -> api.tasks(id, new TaskQuery(Optional.empty(), Optional.empty(), cursor, 200)))
                    .stream()
                    .filter(view -> view.attempt() > 0)
                    .toList();
        }
        Matcher name = TASK.matcher(task);
        if (!name.matches()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "'%s' is not a task: write train or score[3]".formatted(task));
        }
        String wanted = name.group(1);
        int index = name.group(2) == null ? -1 : Integer.parseInt(name.group(2));
        List<TaskView> found =
                Pages.all(cursor -> api.tasks(id, new TaskQuery(Optional.empty(), Optional.of(wanted), cursor, 200)));
        if (found.isEmpty()) {
            List<String> known =
                    api.run(id).tasks().stream().map(TaskView::task).distinct().toList();
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "run %d has no task '%s'%s".formatted(id, wanted, Nearest.hint(wanted, known)));
        }
        return found.stream()
                .filter(view -> index < 0 || view.mapIndex() == index)
                .toList();
    }

    private Log log(DownbeatApi api, long id, TaskView view) {
        var text = new StringBuilder();
        LogChunk chunk;
        long offset = 0;
        do {
            chunk = api.log(id, view.task(), view.mapIndex(), attempt, offset, PIECE);
            text.append(chunk.text());
            offset = chunk.next();
        } while (!chunk.text().isEmpty());
        String shown = tail < 0 ? text.toString() : lastLines(text.toString(), tail);
        return new Log(view.task(), view.mapIndex(), chunk.attempt(), shown);
    }

    private void print(DownbeatApi api, long id, TaskView view, boolean toTheEnd) throws InterruptedException {
        long offset = 0;
        if (tail >= 0) {
            LogChunk end = api.log(id, view.task(), view.mapIndex(), attempt, -PIECE, PIECE);
            context.screen().out().print(lastLines(end.text(), tail));
            offset = end.next();
        }
        try (var changes = toTheEnd ? Changes.of(api, id) : Changes.none()) {
            while (true) {
                LogChunk chunk = api.log(id, view.task(), view.mapIndex(), attempt, offset, PIECE);
                context.screen().out().print(chunk.text());
                context.screen().out().flush();
                offset = chunk.next();
                if (chunk.text().isEmpty() && (chunk.complete() || !toTheEnd || changes.over())) {
                    return;
                }
                if (chunk.text().isEmpty()) {
                    changes.await();
                }
            }
        }
    }

    /// The last lines of a text, each with its end.
    static String lastLines(String text, int count) {
        List<String> lines = text.lines().toList();
        return String.join(
                "",
                lines.subList(Math.max(0, lines.size() - count), lines.size()).stream()
                        .map(line -> line + "\n")
                        .toList());
    }

    /// Tells when a run is over, so that a log that will never be written is not waited for.
    private record Changes(Optional<DownbeatApi.Subscription> subscription, CountDownLatch end)
            implements AutoCloseable {
        private static final long PAUSE_MILLIS = 300;

        static Changes none() {
            return new Changes(Optional.empty(), new CountDownLatch(0));
        }

        static Changes of(DownbeatApi api, long run) {
            var end = new CountDownLatch(1);
            var subscription = api.follow(run, detail -> {
                if (DagRunState.of(detail.summary().state()).terminal()) {
                    end.countDown();
                }
            });
            return new Changes(Optional.of(subscription), end);
        }

        boolean over() {
            return end.getCount() == 0;
        }

        /// A little, or until the run is over.
        void await() throws InterruptedException {
            boolean over = end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            if (over) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            subscription.ifPresent(DownbeatApi.Subscription::close);
        }
    }
}
