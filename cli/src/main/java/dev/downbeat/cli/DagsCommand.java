package dev.downbeat.cli;

import dev.downbeat.api.Views.DagDetail;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.ImportProblem;
import dev.downbeat.api.Views.PlannedRun;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.authoring.params.Params;
import dev.downbeat.authoring.view.PlanView;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.SpecJson;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "dags", header = "List, show, plan, pause and trigger DAGs.", synopsisSubcommandLabel = "COMMAND")
final class DagsCommand implements Group {
    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    DagsCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Command(
            name = "list",
            header = "The known DAGs.",
            description = "Those of the running server, or of the last time one ran.")
    int list(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Part of the id or description.")
                    String text,
            @Option(names = "--tag", paramLabel = "TAG", defaultValue = "", description = "Only those with this tag.")
                    String tag) {
        try (var access = context.platform().access()) {
            List<DagSummary> dags = Pages.all(cursor -> access.api().dags(new DagQuery(text, tag, cursor, 200)));
            List<ImportProblem> errors = access.api().importErrors();
            context.show(
                    dags,
                    () -> table(dags),
                    "no DAGs yet: `downbeat up` reads those in ./dags, `downbeat run FILE` runs one");
            if (!context.json()) {
                errors.forEach(this::importError);
            }
        }
        return ExitCode.SUCCESS.number();
    }

    private Table table(List<DagSummary> dags) {
        var table = new Table("DAG", "SCHEDULE", "NEXT RUN", "LAST RUN", "DESCRIPTION");
        Ink ink = context.ink();
        for (DagSummary dag : dags) {
            RunSummary last = dag.lastRun();
            String lastRun = last == null ? "-" : ink.sign(last.state()) + " " + last.state() + " #" + last.id();
            String next = dag.paused()
                    ? ink.yellow("paused")
                    : Words.moment(dag.nextRunAt(), context.screen().zone());
            String name = dag.error() == null ? dag.id() : ink.red(dag.id() + " (broken)");
            table.row(name, dag.schedule(), next, lastRun, dag.description());
        }
        return table;
    }

    private void importError(ImportProblem error) {
        var text = new ProblemText(context.ink());
        error.problems().forEach(problem -> text.lines(problem).forEach(context.screen()::say));
    }

    @Command(name = "show", header = "What a DAG consists of: schedule, params, tasks.")
    int show(@Parameters(paramLabel = "DAG|FILE", description = "A known DAG, or a file.") String dag) {
        Optional<Path> file = Specs.file(dag);
        if (file.isPresent()) {
            DagSpec spec = Specs.inFile(context, file.get(), Optional.empty());
            if (context.json()) {
                context.screen().print(Json.pretty(Json.read(SpecJson.write(spec))));
            } else {
                describe(spec, null);
            }
            return ExitCode.SUCCESS.number();
        }
        try (var access = context.platform().access()) {
            DagDetail detail = access.api().dag(dag);
            if (context.json()) {
                context.screen().print(Json.pretty(detail));
            } else {
                describe(SpecJson.read(Json.write(detail.spec())), detail.summary());
            }
        }
        return ExitCode.SUCCESS.number();
    }

    private void describe(DagSpec dag, @Nullable DagSummary summary) {
        Screen screen = context.screen();
        var facts = new LinkedHashMap<String, String>();
        facts.put("dag", dag.id().value());
        facts.put("description", dag.about().description());
        facts.put("file", dag.about().origin().file());
        facts.put("schedule", PlanView.schedule(dag.schedule()));
        facts.put("owners", String.join(", ", dag.about().owners()));
        facts.put("tags", String.join(", ", dag.about().tags()));
        if (summary != null) {
            facts.put("version", String.valueOf(summary.version()));
            facts.put("next run", summary.paused() ? "paused" : Words.moment(summary.nextRunAt(), screen.zone()));
            facts.put("error", Words.firstLine(summary.error()));
        }
        Facts.print(screen, context.ink(), facts);
        if (!dag.about().docs().isEmpty()) {
            screen.print("");
            screen.print(dag.about().docs().strip());
        }
        if (!dag.params().isEmpty()) {
            screen.print("");
            params(dag).print(screen, context.ink());
        }
        screen.print("");
        tasks(dag).print(screen, context.ink());
    }

    private static Table params(DagSpec dag) {
        var table = new Table("PARAM", "TYPE", "DEFAULT", "DESCRIPTION");
        for (ParamSpec param : dag.params().values()) {
            Object type = param.schema().getOrDefault("type", "any");
            Object description = param.schema().getOrDefault("description", "");
            table.row(
                    param.name(),
                    type instanceof String word ? word : Json.write(type),
                    param.required() ? "(required)" : Json.write(param.defaultValue()),
                    String.valueOf(description));
        }
        return table;
    }

    private static Table tasks(DagSpec dag) {
        var table = new Table("TASK", "OPERATOR", "NEEDS", "RETRIES", "TIMEOUT");
        for (TaskSpec task : dag.tasks()) {
            List<String> needs =
                    task.needs().stream().map(Need::task).map(id -> id.value()).toList();
            table.row(
                    task.id().value(),
                    task.call().type(),
                    String.join(", ", needs),
                    String.valueOf(task.policy().retry().retries()),
                    dev.downbeat.model.Durations.format(task.policy().timeout()));
        }
        return table;
    }

    @Command(
            name = "plan",
            header = "When a DAG will run next, and the time each run covers.",
            description = "A run covers the time from one tick of its schedule to the next and fires when it is over.")
    int plan(
            @Parameters(paramLabel = "DAG|FILE", description = "A known DAG, or a file.") String dag,
            @Option(names = "-n", paramLabel = "COUNT", defaultValue = "5", description = "How many runs. Default: 5.")
                    int count) {
        Optional<Path> file = Specs.file(dag);
        if (file.isPresent()) {
            DagSpec spec = Specs.inFile(context, file.get(), Optional.empty());
            List<PlannedRun> runs = PlanView.plan(spec, context.screen().clock().instant(), count).stream()
                    .map(tick -> new PlannedRun(
                            tick.firesAt(),
                            tick.interval().start(),
                            tick.interval().end()))
                    .toList();
            showPlan(spec, runs);
            return ExitCode.SUCCESS.number();
        }
        try (var access = context.platform().access()) {
            showPlan(Specs.known(access.api(), dag), access.api().plan(dag, count));
        }
        return ExitCode.SUCCESS.number();
    }

    private void showPlan(DagSpec dag, List<PlannedRun> runs) {
        ZoneId zone = PlanView.zone(dag.schedule());
        String schedule = PlanView.schedule(dag.schedule());
        if (!context.json() && !runs.isEmpty()) {
            context.screen().say("%s: %s".formatted(dag.id(), schedule));
        }
        context.show(
                runs,
                () -> {
                    var table = new Table("FIRES AT", "COVERS FROM", "TO (EXCLUSIVE)");
                    runs.forEach(run -> table.row(
                            PlanView.moment(run.firesAt(), zone),
                            PlanView.moment(run.intervalStart(), zone),
                            PlanView.moment(run.intervalEnd(), zone)));
                    return table;
                },
                "%s runs %s: no run is planned".formatted(dag.id(), schedule));
    }

    @Command(name = "pause", header = "Start no more runs of a DAG; those that run go on.")
    int pause(@Parameters(paramLabel = "DAG", arity = "1..*", description = "Known DAGs.") List<String> dags) {
        return pause(dags, true);
    }

    @Command(name = "unpause", header = "Let a paused DAG run again.")
    int unpause(@Parameters(paramLabel = "DAG", arity = "1..*", description = "Known DAGs.") List<String> dags) {
        return pause(dags, false);
    }

    private int pause(List<String> dags, boolean paused) {
        try (var access = context.platform().access()) {
            for (String dag : dags) {
                access.api().pause(dag, paused);
                context.screen().say(dag + (paused ? " is paused" : " is no longer paused"));
            }
            if (context.json()) {
                record Paused(String dag, boolean paused) {}
                context.screen()
                        .print(Json.pretty(dags.stream()
                                .map(dag -> new Paused(dag, paused))
                                .toList()));
            }
        }
        return ExitCode.SUCCESS.number();
    }

    @Command(
            name = "trigger",
            header = "Start a run of a known DAG.",
            description = "The run is stored when the command returns. A server (`downbeat up`) executes it.",
            footerHeading = "%nExample:%n",
            footer = "  downbeat dags trigger churn -p threshold=0.8 --follow")
    int trigger(
            @Parameters(paramLabel = "DAG", description = "A known DAG.") String dag,
            @Option(
                            names = {"-p", "--param"},
                            paramLabel = "NAME=VALUE",
                            description = "A param's value. Repeatable.")
                    @Nullable
                    List<String> params,
            @Option(
                            names = "--logical-date",
                            paramLabel = "INSTANT",
                            description = "As in 2024-05-01T00:00:00Z. Default: now.")
                    @Nullable
                    Instant logicalDate,
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            description = "A second trigger with this key starts no second run.")
                    @Nullable
                    String key,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Show how it goes, to the end. Exit code 1 when it fails.")
                    boolean follow)
            throws InterruptedException {
        try (var access = context.platform().access()) {
            DagSpec spec = Specs.known(access.api(), dag);
            List<String> given = params == null ? new ArrayList<>() : params;
            Map<String, @Nullable Object> values = Params.parse(spec.params(), given);
            // For the message: it names what is wrong before anything is asked of the server.
            Params.resolve(spec.params(), values);
            var request = new TriggerRequest(values, logicalDate, key);
            RunSummary run = access.api().trigger(dag, request);
            if (!access.serving()) {
                context.screen().say("no server is running: the run waits until `downbeat up` is started");
            } else if (follow) {
                return RunWatch.follow(context, access.api(), run.id(), Optional.empty());
            }
            context.show(run, () -> RunsCommand.table(context, List.of(run)), "");
        }
        return ExitCode.SUCCESS.number();
    }
}
