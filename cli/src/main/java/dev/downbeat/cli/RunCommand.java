package dev.downbeat.cli;

import dev.downbeat.authoring.params.Params;
import dev.downbeat.model.DagSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        header = "Run a DAG file here and now, and show how it goes.",
        description = {
            "The run is stored like any other. When the process dies in the middle, the same command goes on where it"
                    + " was: what had succeeded does not run again.",
            "",
            "Ctrl-C cancels the run and waits for its tasks to stop; pressed twice it quits at once.",
            "Exit code 0 when the run succeeds, 1 when it fails, 2 when the file or a param is wrong."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  downbeat run pipeline.yaml", "  downbeat run pipeline.yaml -p threshold=0.8 -p day=2024-05-01"})
final class RunCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "FILE", description = "A YAML or Java DAG file.")
    Path file = Path.of("");

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A param's value. Repeatable.")
    List<String> params = new ArrayList<>();

    @Option(names = "--dag", paramLabel = "ID", description = "Which DAG, when the file holds several.")
    @Nullable
    String dag;

    @Option(names = "--fresh", description = "Start anew, also when an earlier run of it was left unfinished.")
    boolean fresh;

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        // Mistakes are told before a database is started.
        DagSpec spec = Specs.inFile(context, file, Optional.ofNullable(dag));
        Map<String, @Nullable Object> values = Params.resolve(spec.params(), Params.parse(spec.params(), params));
        try (var foreground = context.platform().foreground()) {
            long run = foreground.submit(file, Optional.of(spec.id().value()), values, fresh);
            return RunWatch.follow(context, foreground.api(), run, Optional.of(foreground.artifacts(run)));
        }
    }
}
