package dev.downbeat.cli;

import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.RepairViews.BulkRequest;
import dev.downbeat.api.RepairViews.CommandView;
import dev.downbeat.api.RepairViews.RunFilter;
import dev.downbeat.api.Views.HistoryEvent;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.sdk.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "runs", header = "List, show, repeat, mark and cancel runs.", synopsisSubcommandLabel = "COMMAND")
final class RunsCommand implements Group {
    private static final int MAX_EVENTS = 1_000;
    private static final int MAX_MISSED = 5;

    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    RunsCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Command(name = "list", header = "Runs, the newest first.")
    int list(
            @Option(names = "--dag", paramLabel = "DAG", description = "Only runs of this DAG.") @Nullable String dag,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "Only runs in this state: queued, running, success or failed.")
                    @Nullable
                    String state,
            @Option(
                            names = "-n",
                            paramLabel = "COUNT",
                            defaultValue = "20",
                            description = "At most so many. Default: 20.")
                    int count) {
        try (var access = context.platform().access()) {
            List<RunSummary> runs = Pages.some(
                    count,
                    cursor -> access.api()
                            .runs(new RunQuery(
                                    Optional.ofNullable(dag),
                                    Optional.ofNullable(state),
                                    cursor,
                                    Math.min(count, 200))));
            context.show(runs, () -> table(context, runs), "no runs");
        }
        return ExitCode.SUCCESS.number();
    }

    static Table table(Context context, List<RunSummary> runs) {
        var table = new Table("RUN", "DAG", "STATE", "STARTED BY", "FOR", "STARTED", "TOOK", "FAILURE");
        Screen screen = context.screen();
        for (RunSummary run : runs) {
            table.row(
                    String.valueOf(run.id()),
                    run.dag(),
                    context.ink().state(run.state(), run.state()),
                    run.type(),
                    Words.moment(run.logicalDate(), screen.zone()),
                    Words.moment(run.startedAt(), screen.zone()),
                    Words.between(run.startedAt(), run.endedAt(), screen.clock().instant()),
                    Words.firstLine(run.failure()));
        }
        return table;
    }

    @Command(name = "show", header = "A run and its tasks.")
    int show(
            @Parameters(paramLabel = "RUN|DAG", description = "A run's number, or a DAG for its newest run.")
                    String run,
            @Option(names = "--history", description = "Every change of state in place of the tasks.")
                    boolean history) {
        try (var access = context.platform().access()) {
            long id = number(access.api(), run);
            if (history) {
                List<HistoryEvent> events =
                        Pages.some(MAX_EVENTS, cursor -> access.api().history(id, cursor, 200));
                context.show(events, () -> history(events), "nothing has happened yet");
                return ExitCode.SUCCESS.number();
            }
            RunDetail detail = access.api().run(id);
            if (context.json()) {
                context.screen().print(Json.pretty(detail));
            } else {
                describe(detail, access.api().alerts().missed(Optional.empty(), Optional.of(id), MAX_MISSED));
            }
        }
        return ExitCode.SUCCESS.number();
    }

    /// @throws dev.downbeat.model.DownbeatException NOT_FOUND when the DAG has no run
    static long number(DownbeatApi api, String runOrDag) {
        if (runOrDag.matches("#?\\d{1,18}")) {
            return Long.parseLong(runOrDag.replace("#", ""));
        }
        api.dag(runOrDag);
        var query = new RunQuery(Optional.of(runOrDag), Optional.empty(), Optional.empty(), 1);
        return api.runs(query).items().stream()
                .findFirst()
                .map(RunSummary::id)
                .orElseThrow(() -> new dev.downbeat.model.DownbeatException(
                        dev.downbeat.model.ErrorCode.NOT_FOUND, "DAG '%s' has no runs yet".formatted(runOrDag)));
    }

    private void describe(RunDetail detail, List<MissedDeadline> missed) {
        RunSummary run = detail.summary();
        Screen screen = context.screen();
        var facts = new LinkedHashMap<String, String>();
        facts.put("run", String.valueOf(run.id()));
        facts.put("dag", run.dag() + " (version " + run.version() + ")");
        facts.put("state", context.ink().state(run.state(), run.state()));
        facts.put("failure", Words.firstLine(run.failure()));
        facts.put("started by", StartedBy.of(detail));
        facts.put("for", Words.moment(run.logicalDate(), screen.zone()));
        facts.put("fires at", Words.moment(detail.firesAt(), screen.zone()));
        facts.put("covers", covers(detail));
        facts.put("started", Words.moment(run.startedAt(), screen.zone()));
        facts.put(
                "took",
                Words.between(run.startedAt(), run.endedAt(), screen.clock().instant()));
        facts.put("missed", missed.stream().map(this::miss).collect(Collectors.joining(", ")));
        facts.put("params", detail.params().isEmpty() ? "" : Json.write(detail.params()));
        facts.put("tasks", Words.counts(detail.counts()));
        Facts.print(screen, context.ink(), facts);
        screen.print("");
        tasks(detail.tasks()).print(screen, context.ink());
        long shown = detail.tasks().size();
        long all =
                detail.counts().values().stream().mapToLong(Integer::longValue).sum();
        if (all > shown) {
            screen.say("and %s more".formatted(Words.count(all - shown, "task instance")));
        }
    }

    /// `its deadline of 2024-05-01 06:00:00`, `load[3]'s deadline of …`
    private String miss(MissedDeadline missed) {
        String whose = missed.task().isEmpty() ? "its" : Words.task(missed.task(), missed.mapIndex()) + "'s";
        return "%s deadline of %s"
                .formatted(
                        whose, Words.moment(missed.deadline(), context.screen().zone()));
    }

    private String covers(RunDetail run) {
        String start = Words.moment(run.intervalStart(), context.screen().zone());
        return run.intervalStart().equals(run.intervalEnd())
                ? start
                : "%s to %s (excluded)"
                        .formatted(
                                start,
                                Words.moment(run.intervalEnd(), context.screen().zone()));
    }

    private Table tasks(List<TaskView> tasks) {
        var table = new Table("TASK", "OPERATOR", "STATE", "TRY", "STARTED", "TOOK", "NOTE");
        Screen screen = context.screen();
        for (TaskView task : tasks) {
            table.row(
                    Words.task(task),
                    task.operator(),
                    context.ink().sign(task.state()) + " " + context.ink().state(task.state(), task.state()),
                    task.tryNumber() == 0 ? "-" : task.tryNumber() + "/" + task.maxTries(),
                    task.startedAt() == null ? "-" : Words.time(task.startedAt(), screen.zone()),
                    Words.between(
                            task.startedAt(), task.endedAt(), screen.clock().instant()),
                    TaskNote.why(task, screen.clock().instant()));
        }
        return table;
    }

    private Table history(List<HistoryEvent> events) {
        var table = new Table("AT", "TASK", "FROM", "TO", "NOTE");
        for (HistoryEvent event : events) {
            String task = event.task().isEmpty() ? "(run)" : Words.task(event.task(), event.mapIndex());
            table.row(
                    Words.moment(event.at(), context.screen().zone()),
                    task,
                    event.from().isEmpty() ? "-" : event.from(),
                    context.ink().state(event.to(), event.to()),
                    Words.firstLine(event.note()));
        }
        return table;
    }

    @Command(
            name = "cancel",
            header = "Stop runs; their unfinished tasks are stopped too.",
            description = "Teardowns still run, unless a run is cancelled a second time.",
            footerHeading = "%nExamples:%n",
            footer = {"  downbeat runs cancel 12 13", "  downbeat runs cancel --dag churn --state queued --dry-run"})
    int cancel(
            @Parameters(paramLabel = "RUN", arity = "0..*", description = "Numbers of runs.") @Nullable List<Long> runs,
            @Mixin RunChoice choice,
            @Mixin RepairTalk talk) {
        List<Long> named = runs == null ? List.of() : runs;
        RunFilter filter = choice.filter(named.size());
        try (var access = context.platform().access()) {
            if (filter != null) {
                return talk.many(
                        context,
                        access,
                        "being cancelled",
                        dry -> access.api()
                                .repair()
                                .bulk(new BulkRequest(filter, "cancel", null, null, dry, RepairTalk.user())));
            }
            if (talk.dryRun) {
                List<RunSummary> found = named.stream()
                        .map(run -> access.api().run(run).summary())
                        .toList();
                context.show(found, () -> table(context, found), "");
                context.screen().say("a dry run: nothing was done");
                return ExitCode.SUCCESS.number();
            }
            cancel(access.api(), named);
        }
        return ExitCode.SUCCESS.number();
    }

    private void cancel(DownbeatApi api, List<Long> runs) {
        for (long run : runs) {
            api.cancel(run);
            context.screen().say("run %d is being cancelled".formatted(run));
        }
        if (context.json()) {
            context.screen()
                    .print(Json.pretty(
                            runs.stream().map(run -> Map.of("run", run)).toList()));
        }
    }

    @Command(
            name = "changes",
            header = "What people asked of a run, and what came of it.",
            description = "What is asked is stored at once and carried out by the server that drives the run.")
    int changes(
            @Parameters(paramLabel = "RUN|DAG", description = "A run's number, or a DAG for its newest run.")
                    String run) {
        try (var access = context.platform().access()) {
            long id = number(access.api(), run);
            List<CommandView> commands = access.api().repair().commands(id);
            context.show(commands, () -> changes(commands), "nobody has changed anything of run " + id);
        }
        return ExitCode.SUCCESS.number();
    }

    private Table changes(List<CommandView> commands) {
        var table = new Table("ASKED", "BY", "WHAT", "OUTCOME");
        for (CommandView command : commands) {
            String outcome = command.outcome();
            table.row(
                    Words.moment(command.askedAt(), context.screen().zone()),
                    command.askedBy().isEmpty() ? "-" : command.askedBy(),
                    command.kind(),
                    outcome == null ? "waits for the server" : outcome);
        }
        return table;
    }
}
