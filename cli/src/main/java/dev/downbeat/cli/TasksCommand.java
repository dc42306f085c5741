package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.RepairViews.CancelTasksRequest;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.MarkRequest;
import dev.downbeat.api.RepairViews.Plan;
import dev.downbeat.api.RepairViews.TaskSelection;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "tasks",
        header = "Clear, mark and cancel tasks of a run.",
        description = "TASK is a task, a task group, or a pattern such as 'load*'; load[3] or load/3 is one instance"
                + " of a mapped task.",
        synopsisSubcommandLabel = "COMMAND")
final class TasksCommand implements Group {
    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    TasksCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    /// Which others are meant with a task.
    static final class Around {
        @Option(names = "--upstream", description = "Also all tasks before it.")
        boolean upstream;

        @Option(names = "--downstream", description = "Also all tasks after it.")
        boolean downstream;

        @Option(names = "--past", description = "Also in the DAG's runs with an earlier logical date.")
        boolean past;

        @Option(names = "--future", description = "Also in the DAG's runs with a later logical date.")
        boolean future;

        @Option(
                names = "--only-failed",
                description = "Of all these only what failed, or could not run because something before it failed.")
        boolean onlyFailed;

        TaskSelection of(List<String> tasks) {
            List<TaskName> names = tasks.stream().map(TaskName::of).toList();
            List<Integer> indexes = names.stream()
                    .map(TaskName::index)
                    .filter(index -> index >= 0)
                    .toList();
            if (!indexes.isEmpty()
                    && names.stream().map(TaskName::task).distinct().count() > 1) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "instances of one task at a time: one of several tasks has an index");
            }
            return new TaskSelection(
                    names.stream().map(TaskName::task).distinct().toList(),
                    indexes.size() == names.size() ? indexes : List.of(),
                    upstream,
                    downstream,
                    past,
                    future,
                    onlyFailed);
        }
    }

    @Command(
            name = "clear",
            header = "Let tasks run again.",
            description = "What could not run because of them, or was skipped, is judged again. Their setups and"
                    + " teardowns run again with them.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  downbeat tasks clear 12 train --downstream --dry-run",
                "  downbeat tasks clear 12 load --only-failed          the items of a mapped task that failed"
            })
    int clear(
            @Parameters(index = "0", paramLabel = "RUN|DAG", description = "A run's number, or a DAG for its newest.")
                    String run,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "TASK", description = "Tasks of the run.")
                    List<String> tasks,
            @Option(
                            names = "--version",
                            paramLabel = "WHICH",
                            defaultValue = "old",
                            description = "The DAG version to run on: old (the one of the run) or new (the newest)."
                                    + " Default: old.")
                    RunsRerunCommand.Which version,
            @Mixin Around around,
            @Mixin RepairTalk talk) {
        TaskSelection select = around.of(tasks);
        boolean newest = version == RunsRerunCommand.Which.NEW;
        return ask(
                run,
                talk,
                "cleared to run again",
                (api, number, dry) ->
                        api.repair().clear(number, new ClearRequest(select, false, newest, dry, RepairTalk.user())));
    }

    @Command(
            name = "mark",
            header = "Say how a task ended.",
            description = "What runs is stopped. What comes after it is judged by the new state.",
            footerHeading = "%nExample:%n",
            footer = "  downbeat tasks mark 12 train success")
    int mark(
            @Parameters(index = "0", paramLabel = "RUN|DAG", description = "A run's number, or a DAG for its newest.")
                    String run,
            @Parameters(index = "1", paramLabel = "TASK", description = "A task of the run.") String task,
            @Parameters(index = "2", paramLabel = "STATE", description = "success, failed or skipped.") String state,
            @Mixin Around around,
            @Mixin RepairTalk talk) {
        TaskSelection select = around.of(List.of(task));
        return ask(
                run,
                talk,
                "marked " + state,
                (api, number, dry) ->
                        api.repair().mark(number, new MarkRequest(select, state, dry, RepairTalk.user())));
    }

    @Command(
            name = "cancel",
            header = "Stop tasks; the run goes on.",
            description = "What runs or is deferred fails and is not tried again; what has not begun is skipped.")
    int cancel(
            @Parameters(index = "0", paramLabel = "RUN|DAG", description = "A run's number, or a DAG for its newest.")
                    String run,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "TASK", description = "Tasks of the run.")
                    List<String> tasks,
            @Mixin RepairTalk talk) {
        TaskSelection select = new Around().of(tasks);
        return ask(
                run,
                talk,
                "cancelled",
                (api, number, dry) ->
                        api.repair().cancelTasks(number, new CancelTasksRequest(select, dry, RepairTalk.user())));
    }

    private interface Request {
        Plan of(DownbeatApi api, long run, boolean dryRun);
    }

    private int ask(String run, RepairTalk talk, String done, Request request) {
        try (var access = context.platform().access()) {
            long number = RunsCommand.number(access.api(), run);
            return talk.runs(
                    context, access, List.of(number), done, (each, dry) -> request.of(access.api(), each, dry));
        }
    }
}
