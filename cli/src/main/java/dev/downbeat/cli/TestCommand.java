package dev.downbeat.cli;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.lint.Finding;
import dev.downbeat.authoring.lint.Finding.Level;
import dev.downbeat.authoring.lint.Lint;
import dev.downbeat.authoring.params.Params;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Problem;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.runtime.DagReader;
import dev.downbeat.testing.DagTest;
import dev.downbeat.testing.TestRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        header = "Check DAG files, look for likely mistakes, and pretend to run them.",
        description = {
            "Says what `validate` says, then what is allowed but most likely a mistake: tasks that are always skipped,"
                    + " tasks without a timeout, params that nothing uses, two DAGs of one name. Then each DAG is run on"
                    + " paper: every task succeeds without being executed, and templates that need no task's output are"
                    + " rendered. Exit code 2 when there is an error."
        },
        footerHeading = "%nExample:%n",
        footer = "  downbeat test dags --strict")
final class TestCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|FOLDER",
            description = "YAML and Java DAG files, or folders of them.")
    List<Path> paths = new ArrayList<>();

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A param for the dry run of every DAG that declares it.")
    List<String> params = new ArrayList<>();

    @Option(names = "--strict", description = "Warnings count as errors.", defaultValue = "false")
    boolean strict;

    TestCommand(Context context) {
        this.context = context;
    }

    /// What a DAG came to, as JSON shows it.
    ///
    /// @param tasks in the order in which the dry run took them
    record Verdict(String file, String dag, List<Found> findings, List<String> tasks) {}

    record Found(String level, String rule, int line, String message, String hint) {}

    @Override
    public Integer call() {
        var verdicts = new ArrayList<Verdict>();
        Map<String, String> files = new HashMap<>();
        DagReader reader = DagReader.installed();
        for (Path file : DagPaths.under(paths, context.screen())) {
            switch (reader.read(file).parsed()) {
                case Parsed.Broken broken -> verdicts.add(broken(file, broken));
                case Parsed.Dags _ -> DagTest.all(reader, file).forEach(dag -> verdicts.add(verdict(file, dag, files)));
            }
        }
        if (context.json()) {
            context.show(verdicts, () -> new Table("FILE"), "");
        } else {
            show(verdicts);
        }
        boolean bad = verdicts.stream()
                .flatMap(verdict -> verdict.findings().stream())
                .anyMatch(found -> strict || found.level().equals(Level.ERROR.word()));
        return bad ? ExitCode.BAD_INPUT.number() : ExitCode.SUCCESS.number();
    }

    private static Verdict broken(Path file, Parsed.Broken broken) {
        var found = broken.problems().stream()
                .map(problem -> found(new Finding(Level.ERROR, "mistake", problem)))
                .toList();
        return new Verdict(file.toString(), "", found, List.of());
    }

    private Verdict verdict(Path file, DagTest dag, Map<String, String> files) {
        var findings = new ArrayList<Finding>();
        String other = files.putIfAbsent(dag.id(), file.toString());
        if (other != null) {
            findings.add(error(dag.spec(), "same_id", 0, "there is a DAG '%s' in %s too".formatted(dag.id(), other)));
        }
        findings.addAll(Lint.check(dag.spec()));
        var order = new ArrayList<String>();
        try {
            DagTest given = dag;
            for (var param :
                    Params.parse(dag.spec().params(), declaredBy(dag.spec())).entrySet()) {
                given = given.param(param.getKey(), param.getValue());
            }
            TestRun run = given.dryRun();
            run.order().forEach(task -> order.add(task.value()));
            findings.addAll(failures(dag.spec(), run));
        } catch (DownbeatException e) {
            findings.add(error(dag.spec(), "dry_run", 0, e.text()));
        }
        return new Verdict(
                file.toString(),
                dag.id(),
                findings.stream().map(TestCommand::found).toList(),
                List.copyOf(order));
    }

    private List<String> declaredBy(DagSpec dag) {
        return params.stream()
                .filter(text -> dag.params().containsKey(text.substring(0, Math.max(0, text.indexOf('=')))))
                .toList();
    }

    private static List<Finding> failures(DagSpec dag, TestRun run) {
        var findings = new ArrayList<Finding>();
        run.tasks().forEach((place, task) -> {
            if (task.state() == TaskState.FAILED) {
                TaskSpec spec = dag.task(place.task());
                String why = task.failure().map(failure -> failure.message()).orElse("it failed");
                findings.add(error(dag, "dry_run", spec.about().line(), "task '%s': %s".formatted(place, why)));
            }
        });
        return findings;
    }

    private static Finding error(DagSpec dag, String rule, int line, String message) {
        return new Finding(
                Level.ERROR, rule, new Problem(dag.about().origin().file(), line, line > 0 ? 1 : 0, message, ""));
    }

    private static Found found(Finding finding) {
        Problem place = finding.place();
        return new Found(finding.level().word(), finding.rule(), place.line(), place.message(), place.hint());
    }

    private void show(List<Verdict> verdicts) {
        long errors = 0;
        long warnings = 0;
        for (Verdict verdict : verdicts) {
            long bad = verdict.findings().stream()
                    .filter(found -> found.level().equals(Level.ERROR.word()))
                    .count();
            errors += bad;
            warnings += verdict.findings().size() - bad;
            String what = verdict.dag().isEmpty() ? verdict.file() : verdict.dag() + "  " + verdict.file();
            String size = bad == 0 ? "  " + Words.count(verdict.tasks().size(), "task") + " would run" : "";
            context.screen().print(context.ink().sign(bad == 0 ? "success" : "failed") + " " + what + size);
            verdict.findings().forEach(found -> context.screen().print("    " + line(found)));
        }
        context.screen()
                .print("%s, %s, %s"
                        .formatted(
                                Words.count(verdicts.size(), "DAG"),
                                Words.count(errors, "error"),
                                Words.count(warnings, "warning")));
    }

    private String line(Found found) {
        String place = found.line() > 0 ? "line " + found.line() + ": " : "";
        String hint = found.hint().isEmpty() ? "" : " (" + found.hint() + ")";
        String level = found.level() + " " + found.rule();
        boolean error = found.level().equals(Level.ERROR.word());
        return (error ? context.ink().red(level) : context.ink().dim(level)) + "  " + place + found.message() + hint;
    }
}
