package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.ExplainViews.Explanation;
import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.sdk.json.Json;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        header = "Why a task does not run: all that it has to pass, in order.",
        description = "The first gate that is not met is what keeps it; the last column says what would open it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  downbeat explain 12 train         a task of a run",
            "  downbeat explain churn train      of the newest run of a DAG",
            "  downbeat explain 12 score/3       one instance of a mapped task, as 'score[3]' does"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(index = "0", paramLabel = "RUN|DAG", description = "A run's number, or a DAG for its newest run.")
    String run = "";

    @Parameters(index = "1", paramLabel = "TASK", description = "A task, as in train or score/3.")
    String task = "";

    ExplainCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (var access = context.platform().access()) {
            DownbeatApi api = access.api();
            Explanation explanation = explain(api);
            if (context.json()) {
                context.screen().print(Json.pretty(explanation));
            } else {
                context.screen().print(headline(explanation));
                context.screen().print("");
                table(explanation, context.screen().zone()).print(context.screen(), context.ink());
                again(explanation).ifPresent(context.screen()::say);
            }
        }
        return ExitCode.SUCCESS.number();
    }

    private Explanation explain(DownbeatApi api) {
        TaskName name = TaskName.of(task);
        return api.explain(RunsCommand.number(api, run), name.task(), name.index());
    }

    private String headline(Explanation explanation) {
        String task = context.ink().bold(Words.task(explanation.task(), explanation.mapIndex()));
        String stands = "%s of run %d of %s is %s"
                .formatted(
                        task,
                        explanation.run(),
                        explanation.dag(),
                        context.ink().state(explanation.state(), explanation.state()));
        return explanation.first().map(gate -> stands + ": " + gate.why()).orElse(stands);
    }

    /// How a task that will not run by itself any more is run after all.
    private static Optional<String> again(Explanation explanation) {
        boolean never = explanation
                .first()
                .filter(gate -> gate.standing().equals("never"))
                .isPresent();
        return never
                        && !explanation.state().equals("success")
                        && !explanation.state().equals("removed")
                ? Optional.of("to run it after all: downbeat tasks clear %d %s"
                        .formatted(explanation.run(), Words.task(explanation.task(), explanation.mapIndex())))
                : Optional.empty();
    }

    private static Table table(Explanation explanation, ZoneId zone) {
        var table = new Table("GATE", "STANDS", "SINCE", "WHY", "OPENS WHEN");
        for (GateView gate : explanation.gates()) {
            table.row(
                    gate.gate(),
                    gate.standing().replace('_', ' '),
                    Words.moment(gate.since(), zone),
                    gate.why(),
                    gate.opens());
        }
        return table;
    }
}
