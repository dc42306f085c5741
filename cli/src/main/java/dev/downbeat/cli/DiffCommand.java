package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.VersionSummary;
import dev.downbeat.authoring.view.SpecDiff;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        header = "What is different between two versions of a DAG.",
        description = "Without OLD and NEW: between the two newest. With OLD alone: between that and the newest.",
        footerHeading = "%nExample:%n",
        footer = "  downbeat dags diff churn 3 5")
final class DiffCommand implements Callable<Integer> {
    private static final int WIDEST = 400;

    private final Context context;

    @Parameters(index = "0", paramLabel = "DAG", description = "A known DAG.")
    String dag = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "OLD", description = "A version's number.")
    @Nullable
    Integer older;

    @Parameters(index = "2", arity = "0..1", paramLabel = "NEW", description = "A version's number.")
    @Nullable
    Integer newer;

    DiffCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (var access = context.platform().access()) {
            DownbeatApi api = access.api();
            List<Integer> numbers = api.versions(dag).stream()
                    .map(VersionSummary::number)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            Integer to = newer == null ? numbers.getFirst() : newer;
            Integer from = older == null ? before(numbers) : older;
            List<SpecDiff.Line> lines = SpecDiff.of(
                    api.version(dag, from).spec(), api.version(dag, to).spec());
            if (context.json()) {
                context.screen().print(Json.pretty(lines));
            } else {
                show(from, to, lines);
            }
        }
        return ExitCode.SUCCESS.number();
    }

    private int before(List<Integer> numbers) {
        if (numbers.size() < 2) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "DAG '%s' has one version only: there is nothing to compare".formatted(dag));
        }
        return numbers.get(1);
    }

    private void show(int from, int to, List<SpecDiff.Line> lines) {
        context.screen().say("%s, version %d to %d:".formatted(dag, from, to));
        for (SpecDiff.Line line : lines) {
            Object before = line.before();
            Object after = line.after();
            if (before != null) {
                context.screen().print(context.ink().red("- %s: %s".formatted(line.path(), text(before))));
            }
            if (after != null) {
                context.screen().print(context.ink().green("+ %s: %s".formatted(line.path(), text(after))));
            }
        }
        if (lines.isEmpty()) {
            context.screen().say("no difference");
        }
    }

    private static String text(Object value) {
        String text = value instanceof String plain ? plain : Json.write(value);
        String line = text.strip().replaceAll("\\s*\\n\\s*", " ⏎ ");
        return line.length() > WIDEST ? line.substring(0, WIDEST) + "…" : line;
    }
}
