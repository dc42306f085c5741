package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.TaskTransition;
import dev.downbeat.model.Wait;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// One decision in the making: the moves so far, and the tasks below them that have yet to be judged. Used by
/// one call of [Decider#decide] and dropped.
final class Draft {
    private final Graph graph;
    private final Instant at;
    private RunState.Phase phase;
    private int open;
    private int faults;
    private Vector<TaskNode> nodes;
    private final List<Change> changes = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final ArrayDeque<Integer> unjudged = new ArrayDeque<>();

    Draft(RunState state, Instant at) {
        this.graph = state.graph();
        this.at = at;
        this.phase = state.phase();
        this.open = state.open();
        this.faults = state.faults();
        this.nodes = state.nodes();
    }

    /// @param before the state that the draft began with; it stays when nothing came of the event
    Decision decision(RunState before) {
        if (changes.isEmpty() && effects.isEmpty()) {
            return new Decision(before, List.of(), List.of());
        }
        return new Decision(new RunState(graph, phase, open, faults, nodes), changes, effects);
    }

    Instant at() {
        return at;
    }

    Graph graph() {
        return graph;
    }

    TaskNode node(int task) {
        return nodes.get(task);
    }

    DagRunState state() {
        return phase.state();
    }

    int faults() {
        return faults;
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void note(Change change) {
        changes.add(change);
    }

    /// Moves a task instance on; its end counts for the tasks below it.
    void move(int task, MapIndex index, TaskInstance next, String note) {
        TaskNode node = nodes.get(task);
        TaskInstance before = node.instance(index);
        if (!TaskTransition.legal(before.state(), next.state())) {
            throw new IllegalStateException("task '%s'%s cannot go from %s to %s"
                    .formatted(
                            graph.task(task).id(),
                            index,
                            before.state().word(),
                            next.state().word()));
        }
        TaskNode moved = node.withInstance(index, next);
        nodes = nodes.with(task, moved);
        changes.add(new Change.Task(task, index, before.state(), next, note, at));
        if (before.state().active() && !next.state().active()) {
            effects.add(new Effect.Freed(task, index));
        }
        if (next.state().terminal()) {
            ended(task, next.state(), moved.unended() == 0);
        }
    }

    /// Lets a task instance wait for its next moment. One that waits already stays in its state.
    void waitOn(int task, MapIndex index, TaskInstance next, String note) {
        TaskNode node = nodes.get(task);
        if (node.instance(index).state() != next.state()) {
            move(task, index, next, note);
            return;
        }
        nodes = nodes.with(task, node.withInstance(index, next));
        changes.add(new Change.Looked(task, index, next, at));
    }

    static TaskInstance with(TaskInstance before, TaskState state, TaskInstance.Times times) {
        Wait wait = before.waiting();
        return new TaskInstance(
                state,
                before.attempt(),
                before.tryNumber(),
                before.lost(),
                times,
                before.failure(),
                wait == null || !state.terminal() ? wait : wait.ended());
    }

    /// Of an attempt that looked several times, the first look is the start.
    static TaskInstance.Times endTimes(TaskInstance before, Instant at) {
        Wait wait = before.waiting();
        Instant started = wait != null && wait.goesOn() ? wait.since() : before.times().startedAt();
        return new TaskInstance.Times(before.times().queuedAt(), started == null ? at : started, at, null);
    }

    private void ended(int task, TaskState end, boolean last) {
        open -= last ? 1 : 0;
        faults += end == TaskState.FAILED && !graph.task(task).policy().allowFailure() ? 1 : 0;
        for (int below : graph.downstream(task)) {
            TaskNode node = nodes.get(below);
            nodes = nodes.with(below, node.withUpstream(node.upstream().plus(end, last)));
            unjudged.add(below);
        }
    }

    void schedule(int task, MapIndex index, String note) {
        TaskInstance before = nodes.get(task).instance(index);
        var next = new TaskInstance(
                TaskState.SCHEDULED,
                before.attempt(),
                before.tryNumber(),
                before.lost(),
                TaskInstance.Times.NEVER,
                before.failure(),
                before.waiting());
        move(task, index, next, note);
        effects.add(new Effect.Ready(task, index));
    }

    /// Ends a task of which nothing has begun.
    void settleUnbegun(int task, TaskState end, String note) {
        var times = new TaskInstance.Times(null, null, at, null);
        move(task, MapIndex.NONE, new TaskInstance(end, 0, 0, 0, times, null), note);
    }

    void expand(int task, int size) {
        nodes = nodes.with(task, nodes.get(task).sized(size));
        changes.add(new Change.Sized(task, size, at));
        for (int i = 0; i < size; i++) {
            schedule(task, MapIndex.of(i), "");
        }
    }

    void judgeLater(int task) {
        unjudged.add(task);
    }

    /// Judges the tasks below all that ended, and those below what that ends, until nothing follows any more.
    void judge() {
        for (Integer task = unjudged.poll(); task != null; task = unjudged.poll()) {
            TaskNode node = nodes.get(task);
            if (node.untouched()) {
                var rule = graph.task(task).policy().rule();
                switch (Verdict.of(rule, node.upstream())) {
                    case WAIT -> {}
                    case RUN -> begin(task);
                    case SKIP -> settleUnbegun(task, TaskState.SKIPPED, "its rule " + rule.word() + " is not met");
                    case UPSTREAM_FAILED -> settleUnbegun(task, TaskState.UPSTREAM_FAILED, "an upstream task failed");
                }
            }
        }
    }

    private void begin(int task) {
        if (graph.task(task).mapping() instanceof Mapping.Single) {
            schedule(task, MapIndex.NONE, "");
        } else {
            nodes = nodes.with(task, nodes.get(task).expandingNow());
            effects.add(new Effect.Expand(task));
        }
    }

    /// Ends every instance that has not ended: what has not begun is skipped, what runs or
    /// waits in the middle is stopped and fails.
    void abandon(Failure reason) {
        for (int task = 0; task < graph.size(); task++) {
            TaskNode node = nodes.get(task);
            for (int i = 0; i < node.size(); i++) {
                TaskInstance instance = node.at(i);
                if (!instance.state().terminal()) {
                    abandon(task, node.indexAt(i), instance, reason);
                }
            }
        }
        unjudged.clear();
    }

    private void abandon(int task, MapIndex index, TaskInstance instance, Failure reason) {
        boolean begun = instance.state().active() || Waits.waits(instance.state());
        var times = new TaskInstance.Times(
                instance.times().queuedAt(), instance.times().startedAt(), at, null);
        var end = with(instance, begun ? TaskState.FAILED : TaskState.SKIPPED, times);
        move(task, index, begun ? end.withFailure(reason) : end, reason.message());
        if (begun) {
            effects.add(new Effect.Stop(task, index, instance.attempt()));
        }
    }

    void start() {
        phase = new RunState.Phase(DagRunState.RUNNING, at, null, null);
        changes.add(new Change.Run(DagRunState.QUEUED, DagRunState.RUNNING, "", at));
    }

    /// Ends the run when nothing of it is left to do.
    void finishIfDone() {
        if (open == 0 && phase.state() == DagRunState.RUNNING) {
            boolean failed = graph.spec().policy().verdict() == RunPolicy.Verdict.LEAVES ? aLeafFailed() : faults > 0;
            if (failed) {
                finish(DagRunState.FAILED, firstFailure());
            } else {
                finish(DagRunState.SUCCESS, null);
            }
        }
    }

    void finish(DagRunState end, @org.jspecify.annotations.Nullable Failure failure) {
        changes.add(new Change.Run(phase.state(), end, failure == null ? "" : failure.message(), at));
        phase = new RunState.Phase(end, phase.startedAt(), at, failure);
        effects.add(new Effect.RunEnded(end));
    }

    private boolean aLeafFailed() {
        for (int task = 0; task < graph.size(); task++) {
            if (graph.downstream(task).length == 0 && anyFailure(nodes.get(task))) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyFailure(TaskNode node) {
        for (int i = 0; i < node.size(); i++) {
            if (node.at(i).state().failure()) {
                return true;
            }
        }
        return false;
    }

    private Failure firstFailure() {
        for (int task = 0; task < graph.size(); task++) {
            TaskNode node = nodes.get(task);
            for (int i = 0; i < node.size(); i++) {
                Failure failure = node.at(i).failure();
                if (node.at(i).state() == TaskState.FAILED && failure != null) {
                    String where =
                            "task '%s'%s failed: ".formatted(graph.task(task).id(), node.indexAt(i));
                    return Failure.of(failure.code(), where + failure.message());
                }
            }
        }
        return Failure.of(ErrorCode.TASK_FAILED, "a task failed");
    }
}
