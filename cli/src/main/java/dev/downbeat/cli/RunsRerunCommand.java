package dev.downbeat.cli;

import dev.downbeat.api.RepairViews.BulkRequest;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.RunFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rerun",
        aliases = "clear",
        header = "Repeat runs, as a whole or from what failed.",
        description = "The run keeps its number and its logical date; what its tasks did before is kept as earlier"
                + " attempts. A run that is cleared while it runs starts anew.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  downbeat runs rerun 12 --from-failed",
            "  downbeat runs rerun 12 --version new --dry-run",
            "  downbeat runs rerun --dag churn --state failed --since 2024-05-01T00:00:00Z --from-failed"
        })
final class RunsRerunCommand implements Callable<Integer> {
    /// The DAG version that the run goes on with.
    enum Which {
        OLD,
        NEW;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Context context;

    @Parameters(paramLabel = "RUN", arity = "0..*", description = "Numbers of runs.")
    List<Long> runs = new ArrayList<>();

    @Option(
            names = "--from-failed",
            description = "Only what failed, was cut off or could not run for it, and all that comes after that.")
    boolean fromFailed;

    @Option(
            names = "--version",
            paramLabel = "WHICH",
            description = "The DAG version to run on: old (the one of the run) or new (the newest). Default: old.")
    Which version = Which.OLD;

    @Mixin
    RunChoice choice = new RunChoice();

    @Mixin
    RepairTalk talk = new RepairTalk();

    RunsRerunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RunFilter filter = choice.filter(runs.size());
        try (var access = context.platform().access()) {
            var repair = access.api().repair();
            if (filter == null) {
                return talk.runs(
                        context, access, runs, "cleared to run again", (run, dry) -> repair.clear(run, request(dry)));
            }
            return talk.many(
                    context,
                    access,
                    "cleared to run again",
                    dry -> repair.bulk(new BulkRequest(filter, "clear", request(dry), null, dry, RepairTalk.user())));
        }
    }

    private ClearRequest request(boolean dryRun) {
        return new ClearRequest(null, fromFailed, version == Which.NEW, dryRun, RepairTalk.user());
    }
}
