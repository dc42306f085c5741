package dev.downbeat.runtime;

import dev.downbeat.api.RepairApi;
import dev.downbeat.api.RepairViews.AskedCommand;
import dev.downbeat.api.RepairViews.BulkPlan;
import dev.downbeat.api.RepairViews.BulkRequest;
import dev.downbeat.api.RepairViews.CancelTasksRequest;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.CommandView;
import dev.downbeat.api.RepairViews.MarkRequest;
import dev.downbeat.api.RepairViews.MarkRunRequest;
import dev.downbeat.api.RepairViews.NoteRequest;
import dev.downbeat.api.RepairViews.NoteView;
import dev.downbeat.api.RepairViews.Plan;
import dev.downbeat.api.RepairViews.PlannedTask;
import dev.downbeat.api.RepairViews.TaskSelection;
import dev.downbeat.api.UnknownNameException;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.Restored;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunCommand.Target;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.query.RepairQueries;
import dev.downbeat.store.runs.CommandRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What people do to runs, in two steps: what it concerns is worked out from the run as it is stored, then it is
/// stored as a command to whoever owns the run.
final class Repairs implements RepairApi {
    static final int MOST_RUNS = 1_000;
    private static final int MOST_TEXT = 10_000;

    private final RunLog runLog;
    private final CommandRequests requests;
    private final RepairQueries queries;
    private final PgDags dags;
    private final Runnable tell;

    /// @param tell wakes those who carry out what is stored
    Repairs(RunLog runLog, CommandRequests requests, RepairQueries queries, PgDags dags, Runnable tell) {
        this.runLog = runLog;
        this.requests = requests;
        this.queries = queries;
        this.dags = dags;
        this.tell = tell;
    }

    /// Stops a run.
    ///
    /// @throws DownbeatException CONFLICT when it has ended
    void cancel(RunSummary run, String by) {
        if (!requests.cancel(new RunId(run.id()), by)) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT, "run %d has ended already: %s".formatted(run.id(), run.state()));
        }
        tell.run();
    }

    /// As [#cancel], with what it concerns.
    Plan cancelRun(RunSummary run, boolean dryRun, String by) {
        Found found = find(new RunId(run.id()), false);
        if (found.stored().row().state().terminal()) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT, "run %d has ended already: %s".formatted(run.id(), run.state()));
        }
        List<PlannedTask> tasks =
                Selection.of(found.id(), found.state(), TaskSelection.ALL).planned(state -> !state.terminal());
        var asked = List.of(new CommandRequests.Request(found.id(), new RunCommand.Cancel()));
        return plan(dryRun, tasks, asked, by);
    }

    /// A run as it is stored.
    ///
    /// @param version it goes on with
    /// @param before  the tasks of the version it has
    private record Found(StoredRun stored, DagVersion version, Restored restored, Set<TaskId> before) {
        RunId id() {
            return stored.spec().id();
        }

        RunState state() {
            return restored.state();
        }

        /// Tasks of the run that this version does not have, as far as they did anything.
        List<String> removed() {
            return restored.gone().stream()
                    .map(left -> left.key().task().value())
                    .distinct()
                    .sorted()
                    .toList();
        }

        List<String> added() {
            return version.spec().tasks().stream()
                    .map(task -> task.id())
                    .filter(task -> !before.contains(task))
                    .map(TaskId::value)
                    .toList();
        }
    }

    private Found find(RunId run, boolean latestVersion) {
        StoredRun stored =
                runLog.run(run).orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no run " + run));
        VersionId version = stored.spec().version();
        if (latestVersion) {
            if (!stored.row().state().terminal()) {
                throw new DownbeatException(
                        ErrorCode.CONFLICT,
                        "run %s is %s: only a run that has ended can go on with another version; cancel it first"
                                .formatted(run, stored.row().state().word()));
            }
            version = dags.find(stored.spec().dag()).orElseThrow().version();
        }
        DagVersion on = runLog.version(version);
        DagVersion has = latestVersion ? runLog.version(stored.spec().version()) : on;
        return new Found(
                stored,
                on,
                Restored.of(
                        stored,
                        Graph.of(on.spec()),
                        !version.equals(stored.spec().version())),
                has.spec().tasksById().keySet());
    }

    @Override
    public Plan clear(long run, ClearRequest request) {
        if (request.fromFailed() && request.select() != null) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "from_failed selects the tasks itself: leave select out");
        }
        TaskSelection select = Objects.requireNonNullElse(request.select(), TaskSelection.ALL);
        var found = runs(run, select).stream()
                .map(id -> find(id, request.latestVersion()))
                .toList();
        var planned = new ArrayList<PlannedTask>();
        var asked = new ArrayList<CommandRequests.Request>();
        for (Found each : found) {
            Selection chosen = request.fromFailed()
                    ? Selection.fromFailed(each.id(), each.state())
                    : Selection.of(each.id(), each.state(), select);
            boolean failedOnly = !chosen.addSetupsAndTeardowns() && select.failedOnly();
            List<PlannedTask> tasks = chosen.planned(Repairs::clearable);
            boolean repinned = !each.version().id().equals(each.stored().spec().version());
            if (!tasks.isEmpty() || repinned) {
                VersionId version = repinned ? each.version().id() : null;
                asked.add(new CommandRequests.Request(
                        each.id(), new RunCommand.Clear(chosen.targets(), failedOnly, version)));
            }
            planned.addAll(tasks);
        }
        Plan plan = plan(request.dryRun(), planned, asked, by(request.by()));
        return new Plan(
                plan.dryRun(),
                plan.tasks(),
                found.getFirst().removed(),
                found.getFirst().added(),
                plan.commands());
    }

    private static boolean clearable(TaskState state) {
        return state != TaskState.NONE && state != TaskState.REMOVED;
    }

    @Override
    public Plan mark(long run, MarkRequest request) {
        TaskState state = state(request.state(), "a task", List.of("success", "failed", "skipped"), TaskState::of);
        return onTasks(
                runs(run, selection(request.select())),
                request.select(),
                from -> from != state && from != TaskState.REMOVED,
                targets -> new RunCommand.Mark(targets, state),
                new Wish(request.dryRun(), by(request.by())));
    }

    @Override
    public Plan cancelTasks(long run, CancelTasksRequest request) {
        return onTasks(
                runs(run, selection(request.select())),
                request.select(),
                from -> !from.terminal(),
                RunCommand.CancelTasks::new,
                new Wish(request.dryRun(), by(request.by())));
    }

    private record Wish(boolean dryRun, String by) {}

    private interface OnTargets {
        RunCommand command(List<Target> targets);
    }

    private Plan onTasks(
            List<RunId> runs,
            @Nullable TaskSelection select,
            Predicate<TaskState> concerned,
            OnTargets command,
            Wish wish) {
        var planned = new ArrayList<PlannedTask>();
        var asked = new ArrayList<CommandRequests.Request>();
        for (RunId id : runs) {
            Selection chosen = Selection.of(id, find(id, false).state(), selection(select));
            chosen.keepOnly(concerned);
            if (!chosen.targets().isEmpty()) {
                asked.add(new CommandRequests.Request(id, command.command(chosen.targets())));
                planned.addAll(chosen.planned(concerned));
            }
        }
        return plan(wish.dryRun(), planned, asked, wish.by());
    }

    /// Nobody means "all" without saying so when tasks are marked or stopped.
    private static TaskSelection selection(@Nullable TaskSelection select) {
        if (select == null || select.tasks().isEmpty()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "no task is named: give select.tasks, '*' for all of the run");
        }
        return select;
    }

    @Override
    public Plan markRun(long run, MarkRunRequest request) {
        DagRunState state = state(request.state(), "a run", List.of("success", "failed"), DagRunState::of);
        Found found = find(new RunId(run), false);
        if (found.stored().row().state() == state) {
            throw new DownbeatException(ErrorCode.CONFLICT, "run %d is %s already".formatted(run, state.word()));
        }
        List<PlannedTask> tasks = Selection.of(found.id(), found.state(), TaskSelection.ALL)
                .planned(from -> !from.terminal() || (state == DagRunState.SUCCESS && from.failure()));
        var asked = List.of(new CommandRequests.Request(found.id(), new RunCommand.MarkRun(state)));
        return plan(request.dryRun(), tasks, asked, by(request.by()));
    }

    @Override
    public List<CommandView> commands(long run) {
        find(new RunId(run), false);
        return queries.commands(run);
    }

    @Override
    public BulkPlan bulk(BulkRequest request) {
        return new BulkRepairs(this, queries).ask(request);
    }

    @Override
    public List<NoteView> notes(long run) {
        find(new RunId(run), false);
        return queries.notes(run);
    }

    @Override
    public NoteView addNote(long run, NoteRequest request) {
        Found found = find(new RunId(run), false);
        String text = Objects.requireNonNullElse(request.text(), "").strip();
        if (text.isEmpty() || text.length() > MOST_TEXT) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "a note has 1 to %d characters, this one %d".formatted(MOST_TEXT, text.length()));
        }
        int index = Objects.requireNonNullElse(request.mapIndex(), -1);
        request.onTask()
                .ifPresent(task -> Selection.of(
                        found.id(),
                        found.state(),
                        new TaskSelection(
                                List.of(task),
                                index < 0 ? List.of() : List.of(index),
                                false,
                                false,
                                false,
                                false,
                                false)));
        return queries.addNote(run, request.onTask().orElse(""), index, text, by(request.by()));
    }

    private Plan plan(boolean dryRun, List<PlannedTask> tasks, List<CommandRequests.Request> asked, String by) {
        if (dryRun || asked.isEmpty()) {
            return new Plan(dryRun, tasks, List.of(), List.of(), List.of());
        }
        List<Long> ids = requests.ask(asked, by);
        tell.run();
        var commands = new ArrayList<AskedCommand>();
        for (int i = 0; i < ids.size(); i++) {
            commands.add(new AskedCommand(ids.get(i), asked.get(i).run().value()));
        }
        return new Plan(false, tasks, List.of(), List.of(), commands);
    }

    /// The run, and those before and after it if they are meant too.
    private List<RunId> runs(long run, TaskSelection select) {
        var runs = new ArrayList<RunId>();
        runs.add(new RunId(run));
        if (select.past() || select.future()) {
            runs.addAll(queries.siblings(runs.getFirst(), select.past(), select.future(), MOST_RUNS));
        }
        if (runs.size() > MOST_RUNS) {
            throw new DownbeatException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "more than %d runs are meant: choose them with a filter".formatted(MOST_RUNS));
        }
        return runs;
    }

    private static String by(@Nullable String by) {
        return Objects.requireNonNullElse(by, "");
    }

    private static <S> S state(@Nullable String word, String what, List<String> allowed, Function<String, S> read) {
        String given = Objects.requireNonNullElse(word, "");
        if (!allowed.contains(given)) {
            throw UnknownNameException.of(
                    ErrorCode.BAD_INPUT,
                    "%s cannot be marked '%s', only %s".formatted(what, given, String.join(", ", allowed)),
                    given,
                    allowed);
        }
        return read.apply(given);
    }
}
