package dev.downbeat.cli;

import dev.downbeat.api.RepairViews.BulkRequest;
import dev.downbeat.api.RepairViews.MarkRunRequest;
import dev.downbeat.api.RepairViews.RunFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "mark",
        header = "Say how runs ended.",
        description = "Marked success, all that failed or has not ended counts as a success, and teardowns still run."
                + " Marked failed, a run is stopped as by cancel.",
        footerHeading = "%nExamples:%n",
        footer = {"  downbeat runs mark success 12", "  downbeat runs mark failed --dag churn --state running --dry-run"
        })
final class RunsMarkCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(index = "0", paramLabel = "STATE", description = "success or failed.")
    String state = "";

    @Parameters(index = "1..*", paramLabel = "RUN", arity = "0..*", description = "Numbers of runs.")
    List<Long> runs = new ArrayList<>();

    @Mixin
    RunChoice choice = new RunChoice();

    @Mixin
    RepairTalk talk = new RepairTalk();

    RunsMarkCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RunFilter filter = choice.filter(runs.size());
        String done = "marked " + state;
        try (var access = context.platform().access()) {
            var repair = access.api().repair();
            if (filter == null) {
                return talk.runs(
                        context,
                        access,
                        runs,
                        done,
                        (run, dry) -> repair.markRun(run, new MarkRunRequest(state, dry, RepairTalk.user())));
            }
            return talk.many(
                    context,
                    access,
                    done,
                    dry -> repair.bulk(new BulkRequest(filter, "mark", null, state, dry, RepairTalk.user())));
        }
    }
}
