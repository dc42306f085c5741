package dev.downbeat.cli;

import dev.downbeat.api.RepairViews.BulkPlan;
import dev.downbeat.api.RepairViews.BulkRun;
import dev.downbeat.api.RepairViews.Plan;
import dev.downbeat.api.RepairViews.PlannedTask;
import dev.downbeat.cli.Platform.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a command that changes runs shows what it is about to do, asks for a word, and says what it did. It asks
/// only a person at a terminal.
final class RepairTalk {
    @Option(names = "--dry-run", description = "Only show what would be done.")
    boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do it without asking.")
    boolean yes;

    /// One request to one run.
    interface ToRun {
        Plan ask(long run, boolean dryRun);
    }

    /// One request to many.
    interface ToMany {
        BulkPlan ask(boolean dryRun);
    }

    /// Who asks, for the history.
    static String user() {
        return System.getProperty("user.name", "");
    }

    /// @param done what is done to task instances, as in `cleared`
    int runs(Context context, Access access, List<Long> runs, String done, ToRun request) {
        if (dryRun || asks(context)) {
            List<Plan> plans = runs.stream().map(run -> request.ask(run, true)).toList();
            if (dryRun || !confirmed(context, plans)) {
                show(context, plans);
                context.screen().say(dryRun ? "a dry run: nothing was done" : "nothing was done");
                return ExitCode.SUCCESS.number();
            }
        }
        var plans = new ArrayList<Plan>();
        for (long run : runs) {
            plans.add(request.ask(run, false));
        }
        if (!asks(context)) {
            show(context, plans);
        }
        long instances = plans.stream().mapToLong(Plan::instances).sum();
        boolean nothing = plans.stream().allMatch(plan -> plan.commands().isEmpty());
        context.screen()
                .say(nothing ? "nothing to do" : "%s %s".formatted(Words.count(instances, "task instance"), done));
        serves(context, access, nothing);
        return ExitCode.SUCCESS.number();
    }

    int many(Context context, Access access, String done, ToMany request) {
        if (dryRun || asks(context)) {
            BulkPlan plan = request.ask(true);
            context.show(plan.runs(), () -> table(plan.runs()), "no run is like that");
            if (dryRun || plan.runs().isEmpty() || !answer(context, plan.runs().size() + " runs")) {
                context.screen().say(dryRun ? "a dry run: nothing was done" : "nothing was done");
                return ExitCode.SUCCESS.number();
            }
        }
        BulkPlan plan = request.ask(false);
        if (!asks(context)) {
            context.show(plan.runs(), () -> table(plan.runs()), "no run is like that");
        }
        long changed = plan.runs().stream().filter(run -> run.problem() == null).count();
        context.screen().say("%s %s".formatted(Words.count(changed, "run"), done));
        serves(context, access, plan.commands().isEmpty());
        return ExitCode.SUCCESS.number();
    }

    private static void serves(Context context, Access access, boolean nothing) {
        if (!nothing && !access.serving()) {
            context.screen().say("no server is running: it is done once `downbeat up` is started");
        }
    }

    private boolean asks(Context context) {
        return context.screen().terminal() && !yes && !context.json();
    }

    private boolean confirmed(Context context, List<Plan> plans) {
        if (plans.stream().allMatch(plan -> plan.tasks().isEmpty())) {
            return true;
        }
        show(context, plans);
        long instances = plans.stream().mapToLong(Plan::instances).sum();
        return answer(context, Words.count(instances, "task instance"));
    }

    private static boolean answer(Context context, String what) {
        context.screen().say("change %s? [y/N]".formatted(what));
        String answer = context.platform().answer().strip().toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }

    private static void show(Context context, List<Plan> plans) {
        context.show(plans, () -> planned(plans), "no task instance is in a state to be changed so");
        if (!context.json()) {
            for (Plan plan : plans) {
                names(context, "no longer in the DAG: %s", plan.removed());
                names(context, "new in the DAG: %s", plan.added());
            }
        }
    }

    private static void names(Context context, String text, List<String> tasks) {
        if (!tasks.isEmpty()) {
            context.screen().say(text.formatted(String.join(", ", tasks)));
        }
    }

    private static Table planned(List<Plan> plans) {
        var table = new Table("RUN", "TASK", "NOW");
        for (Plan plan : plans) {
            for (PlannedTask task : plan.tasks()) {
                table.row(String.valueOf(task.run()), name(task), Words.counts(task.states()));
            }
        }
        return table;
    }

    /// `load`, `load[3]`, `load[0, 2, 7]`, `load[0…99]`
    private static String name(PlannedTask task) {
        List<Integer> indexes = task.indexes();
        if (indexes.getFirst() < 0) {
            return task.task();
        }
        boolean row = indexes.getLast() - indexes.getFirst() == indexes.size() - 1 && indexes.size() > 2;
        return task.task() + (row ? "[%d…%d]".formatted(indexes.getFirst(), indexes.getLast()) : indexes.toString());
    }

    private static Table table(List<BulkRun> runs) {
        var table = new Table("RUN", "DAG", "STATE", "TASK INSTANCES", "NOTE");
        for (BulkRun run : runs) {
            @Nullable String problem = run.problem();
            table.row(
                    String.valueOf(run.run()),
                    run.dag(),
                    run.state(),
                    String.valueOf(run.instances()),
                    problem == null ? "" : problem);
        }
        return table;
    }
}
