package dev.downbeat.decider;

import dev.downbeat.decider.Gate.Kind;
import dev.downbeat.decider.Gate.Standing;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        String owner = around.process().owner();
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
                    "%d of %d runs of the DAG are going on, %d queued before this one"
                            .formatted(queue.running(), policy.maxActiveRuns(), queue.ahead()),
                    "runs of the DAG before this one end");
        }
        running();
    }

    private void running() {
        RunState.Phase phase = run.phase();
        boolean begun = phase.startedAt() != null;
        add(
                Kind.RUN,
                begun,
                begun ? phase.startedAt() : around.queue().queuedAt(),
                begun ? "the run has begun" : "the run is queued",
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
                gates.add(new Gate(kind(part), Standing.NEVER, since, ruling.why(), ""));
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
        TaskInstance.Times times = instance.times();
        if (task.mapping().mapped()) {
            int size = run.mapSize(run.graph().position(task.id()));
            add(
                    Kind.ITEMS,
                    size >= 0,
                    null,
                    size >= 0 ? "it has %d items".formatted(size) : "its items are not known yet",
                    "its items are counted, once all before them is open");
        }
        if (instance.state() == TaskState.UP_FOR_RETRY) {
            String why = instance.failure() == null ? "" : ": " + instance.failure().message();
            add(
                    Kind.RETRY_DELAY,
                    false,
                    times.endedAt(),
                    "try %d failed%s".formatted(instance.tryNumber(), why),
                    "at " + times.dueAt());
        }
        if (instance.state() == TaskState.DEFERRED || instance.state() == TaskState.UP_FOR_RESCHEDULE) {
            String opens = times.dueAt() == null ? "what it waits for happens" : "at " + times.dueAt();
            add(Kind.DEFERRED, false, times.startedAt(), "it is " + instance.state().word(), opens);
        }
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
                missing.map(id -> "'%s' has neither succeeded nor been skipped in run %s".formatted(id, before.run()))
                        .orElse("run %s allows it".formatted(before.run())),
                missing.map(id -> "'%s' succeeds or is skipped in run %s".formatted(id, before.run()))
                        .orElse(""));
    }

    // Limits

    private void limits() {
        RunPolicy policy = run.graph().spec().policy();
        for (Limit limit : Limit.values()) {
            if (limit.set(policy, task)) {
                boolean met = instance.state().active() || limit.open(policy, task, around.room());
                String why = limit == Limit.POOL
                        ? poolWhy()
                        : "%d of %d are queued or running".formatted(limit.used(around.room()), limit.bound(policy, task));
                add(Kind.of(limit), met, met ? null : readySince(), why, limit == Limit.POOL ? poolOpens() : "one ends");
            }
        }
    }

    private String poolWhy() {
        String name = task.placement().pool();
        int slots = task.placement().poolSlots();
        return around.room().pool() == null
                ? "there is no pool '%s'".formatted(name)
                : "%d of %d slots of pool '%s' are free, it takes %d"
                        .formatted(
                                Math.max(0, around.room().freeSlots()),
                                around.room().pool().slots(),
                                name,
                                slots);
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
        Surroundings.Process process = around.process();
        boolean active = instance.state().active();
        boolean full = process.parallelism() > 0 && process.underWay() >= process.parallelism();
        boolean ready = instance.state() == TaskState.SCHEDULED && gates.stream().allMatch(Gate::met);
        if (full || ready || active) {
            add(
                    Kind.PARALLELISM,
                    active,
                    active ? null : readySince(),
                    "%d%s attempts are under way in %s"
                            .formatted(
                                    process.underWay(),
                                    process.parallelism() > 0 ? " of " + process.parallelism() : "",
                                    process.owner()),
                    "its turn comes: others of a higher priority may go first");
        }
        if (active) {
            boolean started = instance.state() != TaskState.QUEUED;
            String executor = task.placement().executor();
            Instant since = started ? instance.times().startedAt() : instance.times().queuedAt();
            String why = started ? "'%s' executes it" : "'%s' has not begun it";
            add(Kind.EXECUTOR, started, since, why.formatted(executor), "'%s' has room".formatted(executor));
        }
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
        for (var part : upstream.parts().entrySet()) {
            Verdict verdict = part.getValue().verdict();
            boolean decided = instance.attempt() == 0 && part.getValue().why().equals(note) && !note.isEmpty();
            if (decided && verdict != Verdict.RUN) {
                gates.add(new Gate(kind(part.getKey()), Standing.NEVER, at, note, ""));
                return;
            }
            add(kind(part.getKey()), true, upstream.lastEnd(), upstream.met(part.getKey()), "");
        }
        boolean noItems = instance.attempt() == 0 && task.mapping().mapped();
        gates.add(new Gate(noItems ? Kind.ITEMS : Kind.END, Standing.NEVER, at, endText(note), ""));
    }

    /// By what was written down with the move: the run's own reason.
    private boolean endedWithRun(String note) {
        var reason = run.phase().failure();
        boolean stopped = note.equals(EarlyEnd.FAIL_FAST)
                || (reason != null && EarlyEnd.ends(reason) && note.equals(reason.message()));
        return stopped && instance.state() != TaskState.SUCCESS;
    }

    private String endText(String note) {
        String why = note.isEmpty() && instance.failure() != null ? instance.failure().message() : note;
        String state = "it is " + instance.state().word();
        return why.isEmpty() ? state : state + ": " + why;
    }
}
