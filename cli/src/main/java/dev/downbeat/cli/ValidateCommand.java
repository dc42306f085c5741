package dev.downbeat.cli;

import dev.downbeat.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        header = "Check DAG files without running anything.",
        description = {
            "All mistakes of all files are told at once, each with its place. Nothing is executed and no database is"
                    + " needed. Exit code 2 when there is a mistake."
        })
final class ValidateCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|FOLDER",
            description = "YAML and Java DAG files, or folders of them.")
    List<Path> paths = new ArrayList<>();

    ValidateCommand(Context context) {
        this.context = context;
    }

    /// One file's verdict, as JSON shows it.
    record Verdict(String file, List<String> dags, List<Problem> problems) {}

    @Override
    public Integer call() {
        var verdicts = new ArrayList<Verdict>();
        for (Path file : DagPaths.under(paths, context.screen())) {
            Platform.Loaded loaded = context.platform().load(file);
            List<String> dags =
                    loaded.dags().stream().map(spec -> spec.id().value()).toList();
            verdicts.add(new Verdict(file.toString(), dags, loaded.problems()));
        }
        int problems =
                verdicts.stream().mapToInt(verdict -> verdict.problems().size()).sum();
        if (context.json()) {
            context.show(verdicts, () -> new Table("FILE"), "");
        } else {
            show(verdicts);
        }
        return problems == 0 ? ExitCode.SUCCESS.number() : ExitCode.BAD_INPUT.number();
    }

    private void show(List<Verdict> verdicts) {
        Screen screen = context.screen();
        var text = new ProblemText(context.ink());
        long bad = 0;
        long problems = 0;
        for (Verdict verdict : verdicts) {
            if (verdict.problems().isEmpty()) {
                screen.print(context.ink().sign("success") + " " + verdict.file() + "  "
                        + String.join(", ", verdict.dags()));
                continue;
            }
            bad++;
            problems += verdict.problems().size();
            for (Problem problem : verdict.problems()) {
                text.lines(problem).forEach(screen::print);
            }
        }
        if (problems > 0) {
            screen.out().flush();
            screen.say("%s in %s".formatted(Words.count(problems, "mistake"), Words.count(bad, "file")));
        }
    }
}
