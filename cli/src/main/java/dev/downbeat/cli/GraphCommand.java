package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.authoring.view.GraphView;
import dev.downbeat.authoring.view.Look;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "graph",
        header = "Draw a DAG.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  downbeat dags graph my.yaml",
            "  downbeat dags graph churn --run 12                the states of a run",
            "  downbeat dags graph churn --format svg > churn.svg"
        })
final class GraphCommand implements Callable<Integer> {
    /// What to draw with.
    enum Drawing {
        ASCII,
        MERMAID,
        SVG;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Context context;

    @Parameters(paramLabel = "DAG|FILE", description = "A known DAG, or a file.")
    String dag = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    Drawing drawing = Drawing.ASCII;

    @Option(names = "--run", paramLabel = "RUN", description = "Show the states of this run's tasks.")
    @Nullable
    Long run;

    GraphCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Optional<Path> file = Specs.file(dag);
        Long wanted = run;
        if (file.isPresent() && wanted == null) {
            draw(Specs.inFile(context, file.get(), Optional.empty()), Map.of());
            return ExitCode.SUCCESS.number();
        }
        try (var access = context.platform().access()) {
            DagSpec spec = file.isPresent()
                    ? Specs.inFile(context, file.get(), Optional.empty())
                    : Specs.known(access.api(), dag);
            draw(spec, wanted == null ? Map.of() : states(access.api(), wanted));
        }
        return ExitCode.SUCCESS.number();
    }

    private void draw(DagSpec spec, Map<TaskId, TaskState> states) {
        var look = new Look(states, context.ink().on());
        String picture = switch (drawing) {
            case ASCII -> GraphView.ascii(spec, look);
            case MERMAID -> GraphView.mermaid(spec, look);
            case SVG -> GraphView.svg(spec, look);
        };
        if (context.json()) {
            context.show(
                    Map.of("dag", spec.id().value(), "format", drawing.toString(), "graph", picture),
                    () -> new Table("GRAPH"),
                    "");
        } else {
            context.screen().out().print(picture);
        }
    }

    /// A mapped task has the state that matters most among its instances.
    private static Map<TaskId, TaskState> states(DownbeatApi api, long run) {
        List<TaskView> tasks =
                Pages.all(cursor -> api.tasks(run, new TaskQuery(Optional.empty(), Optional.empty(), cursor, 1000)));
        Map<TaskId, TaskState> states = new HashMap<>();
        for (TaskView task : tasks) {
            states.merge(new TaskId(task.task()), TaskState.of(task.state()), GraphCommand::weightier);
        }
        return states;
    }

    private static TaskState weightier(TaskState a, TaskState b) {
        return weight(a) >= weight(b) ? a : b;
    }

    private static int weight(TaskState state) {
        return switch (state) {
            case FAILED -> 6;
            case UPSTREAM_FAILED -> 5;
            case RUNNING, RESTARTING -> 4;
            case QUEUED, UP_FOR_RETRY, UP_FOR_RESCHEDULE, DEFERRED -> 3;
            case NONE, SCHEDULED -> 2;
            case SUCCESS -> 1;
            case SKIPPED, REMOVED -> 0;
        };
    }
}
