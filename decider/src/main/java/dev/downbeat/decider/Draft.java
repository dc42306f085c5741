package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.TaskTransition;
import dev.downbeat.model.TriggerRule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// One decision in the making: the moves so far, and the tasks below them that have yet to be judged. Used by
/// one call of [Decider#decide] and dropped.
final class Draft {
    private static final String VETOED = "a branch before it went elsewhere";

    private final Graph graph;
    private final Instant at;
    private RunState.Phase phase;
    private int open;
    private int faults;
    private Vector<TaskNode> nodes;
    private final List<Change> changes = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final ArrayDeque<Integer> unjudged = new ArrayDeque<>();
    /// Tasks below what was taken back.
    private final ArrayDeque<Integer> outdated = new ArrayDeque<>();

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
        TaskState from = nodes.get(task).instance(index).state();
        require(TaskTransition.legal(from, next.state()), task, index, next.state());
        place(task, index, next, note);
    }

    /// Moves a task instance as a person asked. An end that is taken back no longer counts for the tasks below.
    void moveByPerson(int task, MapIndex index, TaskInstance next, String note) {
        TaskState from = nodes.get(task).instance(index).state();
        require(TaskTransition.byPerson(from, next.state()), task, index, next.state());
        place(task, index, next, note);
    }

    private void require(boolean legal, int task, MapIndex index, TaskState next) {
        if (!legal) {
            throw new IllegalStateException("task '%s'%s cannot go from %s to %s"
                    .formatted(
                            graph.task(task).id(),
                            index,
                            nodes.get(task).instance(index).state().word(),
                            next.word()));
        }
    }

    private void place(int task, MapIndex index, TaskInstance next, String note) {
        TaskNode node = nodes.get(task);
        TaskInstance before = node.instance(index);
        boolean allEnded = node.unended() == 0;
        TaskNode moved = node.withInstance(index, next);
        nodes = nodes.with(task, moved);
        changes.add(new Change.Task(task, index, before.state(), next, note, at));
        if (before.state().active() && !next.state().active()) {
            effects.add(new Effect.Freed(task, index));
        }
        if (before.state().terminal()) {
            takenBack(task, before.state(), allEnded);
        }
        if (next.state().terminal()) {
            ended(task, next.state(), moved.unended() == 0);
        }
    }

    private void takenBack(int task, TaskState end, boolean allEnded) {
        open += allEnded ? 1 : 0;
        faults -= end == TaskState.FAILED && !graph.task(task).policy().allowFailure() ? 1 : 0;
        for (int below : graph.downstream(task)) {
            TaskNode node = nodes.get(below);
            nodes = nodes.with(below, node.withUpstream(node.upstream().minus(end, allEnded)));
            outdated.add(below);
        }
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
                before.failure());
        move(task, index, next, note);
        effects.add(new Effect.Ready(task, index));
    }

    /// Ends a task of which nothing has begun.
    void settleUnbegun(int task, TaskState end, String note) {
        move(task, MapIndex.NONE, nodes.get(task).summary().settled(end, at), note);
    }

    void expand(int task, int size) {
        int known = nodes.get(task).everSize();
        nodes = nodes.with(task, nodes.get(task).sized(size));
        changes.add(new Change.Sized(task, size, at));
        for (int i = size; i < known; i++) {
            remove(task, MapIndex.of(i));
        }
        for (int i = 0; i < size; i++) {
            schedule(task, MapIndex.of(i), "");
        }
    }

    /// An item that an earlier count had more: nothing comes of it any longer, so it counts for nobody.
    private void remove(int task, MapIndex index) {
        TaskInstance before = nodes.get(task).instance(index);
        if (before.state() != TaskState.REMOVED) {
            TaskInstance removed = before.settled(TaskState.REMOVED, at);
            nodes = nodes.with(task, nodes.get(task).withRemoved(index, removed));
            changes.add(new Change.Task(task, index, before.state(), removed, "there are fewer items now", at));
        }
    }

    /// Forgets how many items a mapped task has.
    void uncount(int task) {
        TaskNode node = nodes.get(task);
        if (node.mapSize() >= 0) {
            nodes = nodes.with(task, node.uncounted());
            changes.add(new Change.Sized(task, -1, at));
        }
    }

    /// A branch instance decided; what it excludes and has not begun is skipped.
    void route(int branch, MapIndex index, BitSet excluded) {
        nodes = RunState.routed(nodes, branch, index, excluded);
        excluded.stream().forEach(unjudged::add);
    }

    /// A branch instance is taken back, and with it what it decided.
    void unroute(int branch, MapIndex index) {
        BitSet excluded = nodes.get(branch).routing().excludedBy(index);
        if (!excluded.isEmpty()) {
            nodes = RunState.routed(nodes, branch, index, new BitSet());
            excluded.stream().forEach(outdated::add);
        }
    }

    void judgeLater(int task) {
        unjudged.add(task);
    }

    /// Judges the tasks below all that ended, and those below what that ends, until nothing follows any more.
    /// While the run waits for its turn nothing is judged, only outdated judgements are taken back.
    void judge() {
        takeBackOutdated();
        if (phase.state() != DagRunState.RUNNING) {
            unjudged.clear();
            return;
        }
        for (Integer task = unjudged.poll(); task != null; task = unjudged.poll()) {
            TaskNode node = nodes.get(task);
            if (node.untouched()) {
                judge(task, node);
            } else if (node.partlyCleared()) {
                judgeItems(task, node);
            }
        }
    }

    private void judge(int task, TaskNode node) {
        var rule = graph.task(task).policy().rule();
        if (node.routing().vetoes() > 0) {
            settleUnbegun(task, TaskState.SKIPPED, VETOED);
            return;
        }
        switch (Verdict.of(rule, node.upstream())) {
            case WAIT -> {}
            case RUN -> begin(task);
            case SKIP -> settleUnbegun(task, TaskState.SKIPPED, unmet(rule));
            case UPSTREAM_FAILED -> settleUnbegun(task, TaskState.UPSTREAM_FAILED, "an upstream task failed");
        }
    }

    private static String unmet(TriggerRule rule) {
        return "its rule " + rule.word() + " is not met";
    }

    /// Judges the items of a mapped task that were cleared, its others stand.
    private void judgeItems(int task, TaskNode node) {
        var rule = graph.task(task).policy().rule();
        Verdict verdict = node.routing().vetoes() > 0 ? Verdict.SKIP : Verdict.of(rule, node.upstream());
        if (verdict == Verdict.WAIT) {
            return;
        }
        for (int i = 0; i < node.size(); i++) {
            if (node.at(i).state() == TaskState.NONE) {
                MapIndex index = node.indexAt(i);
                switch (verdict) {
                    case RUN -> schedule(task, index, "");
                    case SKIP -> move(task, index, node.at(i).settled(TaskState.SKIPPED, at), unmet(rule));
                    case UPSTREAM_FAILED ->
                        move(
                                task,
                                index,
                                node.at(i).settled(TaskState.UPSTREAM_FAILED, at),
                                "an upstream task failed");
                    case WAIT -> throw new IllegalStateException("a wait settles nothing");
                }
            }
        }
    }

    /// What was skipped or failed only because of what came before is open again when that is.
    private void takeBackOutdated() {
        for (Integer task = outdated.poll(); task != null; task = outdated.poll()) {
            TaskNode node = nodes.get(task);
            for (int i = 0; i < node.size(); i++) {
                if (bySettlement(node.at(i))) {
                    moveByPerson(task, node.indexAt(i), node.at(i).cleared(), "what came before was changed");
                }
            }
            unjudged.add(task);
        }
    }

    /// Whether it ended without a try of its own.
    private static boolean bySettlement(TaskInstance instance) {
        return instance.state() == TaskState.UPSTREAM_FAILED
                || (instance.state() == TaskState.SKIPPED && instance.tryNumber() == 0);
    }

    private void begin(int task) {
        if (graph.task(task).mapping() instanceof Mapping.Single) {
            schedule(task, MapIndex.NONE, "");
        } else {
            nodes = nodes.with(task, nodes.get(task).expandingNow());
            effects.add(new Effect.Expand(task));
        }
    }

    /// Ends every instance that has not ended: what waits is skipped, what runs is stopped and fails.
    void abandon(Failure reason) {
        for (int task = 0; task < graph.size(); task++) {
            TaskNode node = nodes.get(task);
            for (int i = 0; i < node.size(); i++) {
                abandon(task, node.indexAt(i), reason);
            }
            letGo(task);
        }
        unjudged.clear();
    }

    /// Waits no longer for the items that are being stopped, of a map that is to be counted anew.
    void letGo(int task) {
        TaskNode node = nodes.get(task);
        for (int i = 0; node.mapSize() < 0 && i < node.everSize(); i++) {
            if (node.instance(MapIndex.of(i)).state().active()) {
                Repair.stopped(this, task, MapIndex.of(i));
            }
        }
    }

    void abandon(int task, MapIndex index, Failure reason) {
        TaskInstance instance = nodes.get(task).instance(index);
        if (instance.state().terminal()) {
            return;
        }
        boolean active = instance.state().active();
        var times = new TaskInstance.Times(
                instance.times().queuedAt(), instance.times().startedAt(), at, null);
        var end = new TaskInstance(
                active ? TaskState.FAILED : TaskState.SKIPPED,
                instance.attempt(),
                instance.tryNumber(),
                instance.lost(),
                times,
                reason);
        move(task, index, end, reason.message());
        if (active) {
            effects.add(new Effect.Stop(task, index, instance.attempt()));
        }
    }

    /// A run that had ended has something to do again: it waits for its turn.
    void reopen(String note) {
        changes.add(new Change.Run(phase.state(), DagRunState.QUEUED, note, at));
        phase = RunState.Phase.QUEUED;
        effects.add(new Effect.Reopened());
    }

    void start() {
        phase = new RunState.Phase(DagRunState.RUNNING, at, null, null);
        changes.add(new Change.Run(DagRunState.QUEUED, DagRunState.RUNNING, "", at));
    }

    /// Ends the run when nothing of it is left to do.
    void finishIfDone() {
        if (open == 0 && phase.state() == DagRunState.RUNNING) {
            grade();
        }
    }

    /// Ends the run as its tasks have ended.
    void grade() {
        Failure failure = Grade.of(graph, nodes, faults);
        finish(failure == null ? DagRunState.SUCCESS : DagRunState.FAILED, failure);
    }

    /// Ends the run anew when its tasks now say otherwise.
    void regrade() {
        Failure failure = Grade.of(graph, nodes, faults);
        DagRunState end = failure == null ? DagRunState.SUCCESS : DagRunState.FAILED;
        if (phase.state() != end) {
            finish(end, failure);
        }
    }

    /// The count of a mapped task's items that is under way is of no more interest.
    void unexpand(int task) {
        if (nodes.get(task).expanding()) {
            nodes = nodes.with(task, nodes.get(task).notExpanding());
        }
    }

    void dropJudgements() {
        unjudged.clear();
        outdated.clear();
    }

    boolean changed() {
        return !changes.isEmpty();
    }

    int open() {
        return open;
    }

    void finish(DagRunState end, @org.jspecify.annotations.Nullable Failure failure) {
        changes.add(new Change.Run(phase.state(), end, failure == null ? "" : failure.message(), at));
        phase = new RunState.Phase(end, phase.startedAt(), at, failure);
        effects.add(new Effect.RunEnded(end));
    }
}
