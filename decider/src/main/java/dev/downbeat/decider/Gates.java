package dev.downbeat.decider;

import dev.downbeat.decider.Gate.Kind;
import dev.downbeat.decider.Gate.Standing;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a task instance does not run: all that it has to pass, in order. Nothing is decided here: the answers are
/// those of the [Judge], of [Past] and of the [Limit]s, by which the run is driven.
public final class Gates {
    private final RunState run;
    private final TaskSpec task;
    private final TaskInstance instance;
    private final Surroundings around;
    private final Upstream upstream;
    private final List<Gate> gates = new ArrayList<>();

    private Gates(RunState run, int task, MapIndex index, Surroundings around) {
        this.run = run;
        this.task = run.graph().task(task);
        this.instance = run.instance(task, index);
        this.around = around;
        this.upstream = new Upstream(run, task, index);
    }

    /// All gates of a task instance, in the order in which they are passed. Of one that has ended, up to the gate
    /// that decided.
    public static List<Gate> of(RunState run, int task, MapIndex index, Surroundings around) {
        var gates = new Gates(run, task, index, around);
        if (gates.instance.state().terminal()) {
            gates.ended();
        } else {
            gates.admission();
            gates.upstream();
            gates.waits();
            gates.past();
            gates.limits();
            gates.process();
        }
        return List.copyOf(gates.gates);
    }

    private void add(Kind kind, boolean met, @Nullable Instant since, String why, String opens) {
        gates.add(new Gate(kind, met ? Standing.MET : Standing.NOT_MET, since, why, met ? "" : opens));
    }

    // The run

    private void admission() {
        Surroundings.Queue queue = around.queue();
        String owner = around.driver().owner();
        add(
                Kind.SCHEDULER,
                !owner.isEmpty(),
                null,
                owner.isEmpty() ? "no process drives the runs of this DAG" : owner + " drives the run",
                "start a server: downbeat up");
        if (run.state() == DagRunState.QUEUED) {
            String dag = run.graph().spec().id().value();
            add(
                    Kind.PAUSED,
                    !queue.paused(),
                    null,
                    queue.paused() ? "the DAG is paused" : "the DAG is not paused",
                    "downbeat dags unpause " + dag);
            RunPolicy policy = run.graph().spec().policy();
            add(
                    Kind.MAX_ACTIVE_RUNS,
                    queue.ahead() == 0 && Limit.admits(policy, queue.running()),
                    queue.queuedAt(),
                    "%d of at most %d runs of the DAG are going on, %d queued before this one"
                            .formatted(queue.running(), policy.maxActiveRuns(), queue.ahead()),
                    "runs of the DAG before this one end");
        }
        running();
    }

    private void running() {
        RunState.Phase phase = run.phase();
        boolean begun = phase.startedAt() != null;
        Failure failure = phase.failure();
        String end = phase.state() == DagRunState.RUNNING && failure != null
                ? ", and is being brought to its end: " + failure.message()
                : "";
        add(
                Kind.RUN,
                begun,
                begun ? phase.startedAt() : around.queue().queuedAt(),
                begun ? "the run has begun" + end : "the run is queued",
                "the run begins");
    }

    // What comes before

    private void upstream() {
        boolean judged = instance.state() != TaskState.NONE;
        upstream.parts().forEach((part, ruling) -> {
            boolean met = judged || ruling.verdict() == Verdict.RUN;
            boolean waits = ruling.verdict() == Verdict.WAIT;
            Instant since = met ? readySince() : run.phase().startedAt();
            if (met || waits) {
                add(kind(part), met, since, met ? upstream.met(part) : upstream.open(part), upstream.opens(part));
            } else {
                gates.add(new Gate(kind(part), Standing.NEVER, since, upstream.never(part, ruling.why()), ""));
            }
        });
    }

    private static Kind kind(Judge.Part part) {
        return switch (part) {
            case SETUP -> Kind.SETUP;
            case RULE -> Kind.TRIGGER_RULE;
            case BRANCH -> Kind.BRANCH;
        };
    }

    /// Since when it is ready; while it is not, since when all before it has ended.
    private @Nullable Instant readySince() {
        return around.moves().stream()
                .filter(move -> move.to() == TaskState.SCHEDULED)
                .map(Surroundings.Moved::at)
                .reduce((_, last) -> last)
                .orElse(upstream.lastEnd());
    }

    // What it waits for itself

    private void waits() {
        if (task.mapping().mapped()) {
            int size = run.mapSize(run.graph().position(task.id()));
            add(
                    Kind.ITEMS,
                    size >= 0,
                    null,
                    size >= 0 ? "it has %d items".formatted(size) : "its items are not known yet",
                    "its items are counted, once what comes before it allows it");
        }
        retry();
        deferral();
    }

    private void retry() {
        if (instance.state() == TaskState.UP_FOR_RETRY) {
            Failure failure = instance.failure();
            String why = failure == null ? "" : ": " + failure.message();
            add(
                    Kind.RETRY_DELAY,
                    false,
                    instance.times().endedAt(),
                    "try %d failed%s".formatted(instance.tryNumber(), why),
                    "at " + instance.times().dueAt());
        } else if (instance.failure() != null && !deferred()) {
            add(Kind.RETRY_DELAY, true, null, "the delay before its next try is over", "");
        }
    }

    private boolean deferred() {
        return instance.state() == TaskState.DEFERRED || instance.state() == TaskState.UP_FOR_RESCHEDULE;
    }

    private void deferral() {
        Wait wait = instance.waiting();
        if (wait != null && deferred()) {
            String reason = wait.reason().isEmpty() ? "it waits" : wait.reason();
            add(Kind.DEFERRED, false, wait.since(), reason + looked(wait), wakes(wait));
        } else if (wait != null && wait.goesOn()) {
            add(Kind.DEFERRED, true, null, "the moment that it waited for has come", "");
        }
    }

    private static String looked(Wait wait) {
        if (wait.limit().until() == null) {
            return "";
        }
        return wait.looks() == 1 ? ", looked once" : ", looked %d times".formatted(wait.looks());
    }

    private String wakes(Wait wait) {
        String at = "at " + instance.times().dueAt();
        String limit = wait.limit().until() == null
                ? ""
                : "; it %s if it still waits at %s"
                        .formatted(
                                wait.limit().soft() ? "is skipped" : "fails",
                                wait.limit().until());
        return switch (wait.wake()) {
            case DONE -> at + ", and it has ended then";
            case LOOK -> at + " it looks again" + limit;
            case RUN, ENDED -> at + (limit.isEmpty() ? " it goes on" : " it looks again" + limit);
        };
    }

    private void past() {
        if (!Past.asked(task, around.queue().type(), run)) {
            return;
        }
        Surroundings.Before before = around.before();
        if (before == null || instance.state().active()) {
            String why = before == null ? "no run comes before this one" : "the run before allows it";
            add(Kind.PAST, true, null, why, "");
            return;
        }
        var missing = Past.missing(task.policy().limits().past(), task.id(), before.state());
        add(
                Kind.PAST,
                missing.isEmpty(),
                readySince(),
                missing.map(id ->
                                "'%s' is %s in run %s, the one before".formatted(id, stands(before, id), before.run()))
                        .orElse("run %s, the one before, allows it".formatted(before.run())),
                missing.map(id -> "'%s' succeeds or is skipped in run %s".formatted(id, before.run()))
                        .orElse(""));
    }

    /// The state of the instance that has not come far enough.
    private static String stands(Surroundings.Before before, TaskId id) {
        TaskNode node = before.state().node(before.state().graph().position(id));
        for (int i = 0; i < node.size(); i++) {
            TaskState state = node.at(i).state();
            if (!Past.good(state)) {
                return state == TaskState.NONE ? "not ready" : state.word();
            }
        }
        return "open";
    }

    // Limits

    private void limits() {
        RunPolicy policy = run.graph().spec().policy();
        for (Limit limit : Limit.values()) {
            if (limit.set(policy, task)) {
                boolean met = instance.state().active() || limit.open(policy, task, around.room());
                boolean pool = limit == Limit.POOL;
                add(
                        Kind.of(limit),
                        met,
                        met ? null : readySince(),
                        pool ? poolWhy() : inUse(limit, policy),
                        pool ? poolOpens() : "one of them ends");
            }
        }
    }

    private String inUse(Limit limit, RunPolicy policy) {
        String what = switch (limit) {
            case POOL, TASKS_PER_RUN -> "tasks of the run";
            case TASKS_PER_DAG -> "tasks of the DAG's runs";
            case TASK_PER_DAG -> "instances of '%s' in all runs".formatted(task.id());
            case TASK_PER_RUN -> "instances of '%s' in the run".formatted(task.id());
        };
        return "%d of at most %d %s are queued or running"
                .formatted(limit.used(around.room()), limit.bound(policy, task), what);
    }

    private String poolWhy() {
        String name = task.placement().pool();
        Surroundings.Room room = around.room();
        if (room.pool() == null) {
            return "there is no pool '%s'".formatted(name);
        }
        int free = Math.max(0, room.freeSlots());
        int takes = task.placement().poolSlots();
        String state = "%d of %d slots of pool '%s' are free, it takes %d"
                .formatted(free, room.pool().slots(), name, takes);
        return instance.state().active() || free >= takes || room.holders().isEmpty()
                ? state
                : state + "; in use: " + holders(room.holders());
    }

    private static String holders(List<Surroundings.Holder> holders) {
        return Upstream.listed(holders.stream()
                .map(holder -> "%s of run %s (%d)".formatted(holder.task(), holder.run(), holder.slots()))
                .toList());
    }

    private String poolOpens() {
        String name = task.placement().pool();
        int slots = task.placement().poolSlots();
        return around.room().pool() == null || around.room().pool().slots() < slots
                ? "downbeat pools set %s %d".formatted(name, slots)
                : "tasks in pool '%s' end".formatted(name);
    }

    // The process

    private void process() {
        boolean active = instance.state().active();
        Surroundings.Driver process = around.driver();
        if (!process.owner().isEmpty()) {
            boolean full = process.parallelism() > 0 && process.underWay() >= process.parallelism();
            boolean itsTurn =
                    instance.state() == TaskState.SCHEDULED && gates.stream().allMatch(Gate::met);
            boolean met = active || !(full || itsTurn);
            add(
                    Kind.PARALLELISM,
                    met,
                    met ? null : readySince(),
                    "%d%s attempts are under way in %s"
                            .formatted(
                                    process.underWay(),
                                    process.parallelism() > 0 ? " of at most " + process.parallelism() : "",
                                    process.owner()),
                    full
                            ? "one of them ends; higher priorities go first"
                            : "its turn comes; higher priorities go first");
        }
        if (active) {
            boolean started = instance.state() != TaskState.QUEUED;
            String executor = task.placement().executor();
            Instant since =
                    started ? instance.times().startedAt() : instance.times().queuedAt();
            if (!started && process.served() != null) {
                queue(executor, since, process.served());
                return;
            }
            String what = process.waitsFor().isEmpty() ? "" : ": " + process.waitsFor();
            String why = started ? "'%s' executes it" : "'%s' has not begun it" + what.replace("%", "%%");
            add(Kind.EXECUTOR, started, since, why.formatted(executor), "'%s' begins it".formatted(executor));
        }
    }

    private void queue(String executor, @Nullable Instant since, List<String> served) {
        String queue = task.placement().queue();
        if (served.contains(queue)) {
            String why = "'%s' has not begun it: it waits in queue '%s'".formatted(executor, queue);
            add(Kind.EXECUTOR, false, since, why, "a worker of queue '%s' has a slot free".formatted(queue));
            return;
        }
        String others = served.isEmpty() ? "there are no workers" : "workers serve " + Upstream.listed(served);
        String why = "'%s' has not begun it: no worker serves queue '%s'; %s".formatted(executor, queue, others);
        add(Kind.EXECUTOR, false, since, why, "downbeat worker --queues " + queue);
    }

    // Ends

    private void ended() {
        String note = around.moves().isEmpty() ? "" : around.moves().getLast().note();
        Instant at = instance.times().endedAt();
        if (endedWithRun(note)) {
            gates.add(new Gate(Kind.RUN, Standing.NEVER, at, "the run was brought to an end: " + note, ""));
            return;
        }
        running();
        Optional<Judge.Part> decided = instance.attempt() == 0 ? upstream.decidedBy(note) : Optional.empty();
        upstream.parts().forEach((part, ruling) -> {
            boolean passed = instance.attempt() > 0 || ruling.verdict() == Verdict.RUN;
            if (passed && !decided.filter(part::equals).isPresent()) {
                add(kind(part), true, upstream.lastEnd(), upstream.met(part), "");
            }
        });
        Kind last = decided.map(Gates::kind).orElse(noItems() ? Kind.ITEMS : Kind.END);
        String why = decided.map(part -> upstream.never(part, note)).orElse(endText(note));
        gates.add(new Gate(last, Standing.NEVER, at, why, ""));
    }

    private boolean noItems() {
        return instance.attempt() == 0
                && task.mapping().mapped()
                && run.mapSize(run.graph().position(task.id())) <= 0;
    }

    /// By what was written down with the move: the run's own reason.
    private boolean endedWithRun(String note) {
        var reason = run.phase().failure();
        boolean stopped = note.equals(EarlyEnd.FAIL_FAST)
                || (reason != null && EarlyEnd.ends(reason) && note.equals(reason.message()));
        return stopped && instance.state() != TaskState.SUCCESS;
    }

    private String endText(String note) {
        String why = note.isEmpty() && instance.failure() != null
                ? instance.failure().message()
                : note;
        String state = switch (instance.state()) {
            case SUCCESS -> "it has succeeded";
            case FAILED -> "it failed";
            case SKIPPED -> "it was skipped";
            case UPSTREAM_FAILED -> "it could not run";
            case REMOVED -> "there is no item for it any more";
            case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE, DEFERRED ->
                "it is " + instance.state().word();
        };
        return why.isEmpty() ? state : state + ": " + why;
    }
}
