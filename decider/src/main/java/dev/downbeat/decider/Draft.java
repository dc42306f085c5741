package dev.downbeat.decider;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.TaskTransition;
import dev.downbeat.model.Wait;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One decision in the making: the moves so far, and the task instances below them that have yet to be judged.
/// Used by one call of [Decider#decide] and dropped.
final class Draft {
    private final Graph graph;
    private final Instant at;
    private RunState.Phase phase;
    private Ledger ledger;
    private Judge judge;
    private final List<Change> changes = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private boolean endingBegan;
    /// A node differs in what the journal does not keep.
    private boolean silentlyChanged;
    private final ArrayDeque<Spot> unjudged = new ArrayDeque<>();

    /// @param index [MapIndex#NONE] for all of the task
    private record Spot(int task, MapIndex index) {}

    Draft(RunState state, Instant at) {
        this.graph = state.graph();
        this.at = at;
        this.phase = state.phase();
        this.ledger = new Ledger(graph, state.nodes(), state.open(), state.faults());
        this.judge = new Judge(graph, ledger);
    }

    /// @param before the state that the draft began with; it stays when nothing came of the event
    Decision decision(RunState before) {
        Failure reason = ending();
        if (endingBegan && reason != null) {
            changes.add(new Change.Run(DagRunState.RUNNING, DagRunState.RUNNING, reason.message(), at));
        }
        if (changes.isEmpty() && effects.isEmpty() && !silentlyChanged) {
            return new Decision(before, List.of(), List.of());
        }
        var next = new RunState(graph, phase, ledger.open(), ledger.faults(), ledger.nodes());
        return new Decision(next, changes, effects);
    }

    Instant at() {
        return at;
    }

    Graph graph() {
        return graph;
    }

    TaskNode node(int task) {
        return ledger.node(task);
    }

    Judge judge() {
        return judge;
    }

    DagRunState state() {
        return phase.state();
    }

    int faults() {
        return ledger.faults();
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void note(Change change) {
        changes.add(change);
    }

    /// Moves a task instance on; its end counts for the tasks below it.
    void move(int task, MapIndex index, TaskInstance next, String note) {
        TaskNode node = ledger.node(task);
        TaskInstance before = node.instance(index);
        require(TaskTransition.legal(before.state(), next.state()), task, index, next);
        ledger.set(task, node.withInstance(index, next));
        told(task, index, before, next, note);
        if (next.state().terminal()) {
            ledger.ended(task, index, next.state(), (below, its) -> unjudged.add(new Spot(below, its)));
        }
    }

    /// Puts a task instance where a person wants it. Nothing below it hears of that before [#recount].
    void place(int task, MapIndex index, TaskInstance next, String note) {
        TaskNode node = ledger.node(task);
        TaskInstance before = node.instance(index);
        require(TaskTransition.byPerson(before.state(), next.state()), task, index, next);
        ledger.set(task, node.placed(index, next));
        told(task, index, before, next, note);
    }

    private void require(boolean legal, int task, MapIndex index, TaskInstance next) {
        if (!legal) {
            throw new IllegalStateException("task '%s'%s cannot go from %s to %s"
                    .formatted(
                            graph.task(task).id(),
                            index,
                            node(task).instance(index).state().word(),
                            next.state().word()));
        }
    }

    private void told(int task, MapIndex index, TaskInstance before, TaskInstance next, String note) {
        changes.add(new Change.Task(task, index, before.state(), next, note, at));
    }

    void set(int task, TaskNode node) {
        silentlyChanged |= !node.equals(ledger.node(task));
        ledger.set(task, node);
    }

    /// After a person's changes, which are rare and may take back any end: counts up the whole run anew.
    void recount() {
        ledger = Ledger.counted(graph, ledger.nodes());
        judge = new Judge(graph, ledger);
        for (int task = 0; task < graph.size(); task++) {
            judgeLater(task);
        }
    }

    /// Lets a task instance wait for its next moment. One that waits already stays in its state.
    void waitOn(int task, MapIndex index, TaskInstance next, String note) {
        TaskNode node = node(task);
        if (node.instance(index).state() != next.state()) {
            move(task, index, next, note);
            return;
        }
        ledger.set(task, node.withInstance(index, next));
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
        Instant started =
                wait != null && wait.goesOn() ? wait.since() : before.times().startedAt();
        return new TaskInstance.Times(before.times().queuedAt(), started == null ? at : started, at, null, null);
    }

    void schedule(int task, MapIndex index, String note) {
        TaskInstance before = node(task).instance(index);
        var next = new TaskInstance(
                TaskState.SCHEDULED,
                before.attempt(),
                before.tryNumber(),
                before.lost(),
                Expiry.ready(this, task, index, before),
                before.failure(),
                before.waiting());
        move(task, index, next, note);
        effects.add(new Effect.Ready(task, index));
    }

    /// Ends a task, or an instance of it, of which nothing has begun.
    void settle(int task, MapIndex index, TaskState end, String note) {
        move(task, index, node(task).instance(index).settled(end, at), note);
    }

    /// Remembers what a branch chose.
    void pick(int branch, MapIndex index, Set<TaskId> chosen, BitSet goesOn) {
        ledger.set(branch, node(branch).withPick(index, goesOn));
        changes.add(new Change.Chosen(branch, index, chosen, at));
    }

    /// The items of a task are counted; so are those of all that have as many.
    void expand(int task, int size) {
        if (!graph.lanes().any(task)) {
            size(task, node(task).sized(size), size);
            for (int i = 0; i < size; i++) {
                schedule(task, MapIndex.of(i), "");
            }
        }
        var sized = new ArrayList<Integer>();
        for (int same : graph.lanes().sameSize(task)) {
            if (graph.lanes().any(same)
                    && node(same).mapSize() < 0
                    && !node(same).summary().state().terminal()) {
                sized.add(same);
            }
        }
        for (int same : sized) {
            int aligned = 0;
            for (int above : graph.upstream(same)) {
                aligned += graph.lanes().aligned(above, same)
                                && (sized.contains(above) || node(above).mapSize() >= 0)
                        ? 1
                        : 0;
            }
            size(same, node(same).sized(size, aligned), size);
        }
        sized.forEach(this::judgeLater);
    }

    void size(int task, TaskNode sized, int size) {
        TaskNode before = node(task);
        ledger.set(task, sized);
        changes.add(new Change.Sized(task, size, at));
        Recall.mappedNow(this, task, before);
        Recall.itemsAgain(this, task, before, size);
    }

    void judgeLater(int task) {
        unjudged.add(new Spot(task, MapIndex.NONE));
    }

    /// Judges what is below all that ended, and below what that ends, until nothing follows any more. While the
    /// run waits for its turn nothing is judged.
    void judgeAll() {
        if (phase.state() != DagRunState.RUNNING) {
            unjudged.clear();
            return;
        }
        for (Spot spot = unjudged.poll(); spot != null; spot = unjudged.poll()) {
            TaskNode node = node(spot.task());
            if (node.lanes() == null) {
                if (!spot.index().mapped() && node.untouched()) {
                    judge(spot.task(), MapIndex.NONE);
                } else if (node.memory().again() && node.items() != null) {
                    judgeAgain(spot.task());
                }
            } else if (spot.index().mapped()) {
                judgeLane(spot.task(), spot.index());
            } else {
                for (int i = 0; i < node.size(); i++) {
                    judgeLane(spot.task(), MapIndex.of(i));
                }
            }
        }
    }

    /// Judges the items that were cleared; the others stand.
    private void judgeAgain(int task) {
        for (int i = 0; i < node(task).size(); i++) {
            if (node(task).at(i).state() == TaskState.NONE) {
                judge(task, MapIndex.of(i));
            }
        }
        if (!node(task).anyWaits()) {
            ledger.set(task, node(task).withMemory(node(task).memory().again(false)));
        }
    }

    private void judgeLane(int task, MapIndex index) {
        if (node(task).waits(index)) {
            judge(task, index);
        }
    }

    private void judge(int task, MapIndex index) {
        Judge.Ruling ruling = judge.of(task, index);
        switch (ruling.verdict()) {
            case WAIT -> {}
            case RUN -> begin(task, index);
            case SKIP -> settle(task, index, TaskState.SKIPPED, ruling.why());
            case UPSTREAM_FAILED -> settle(task, index, TaskState.UPSTREAM_FAILED, ruling.why());
        }
    }

    private void begin(int task, MapIndex index) {
        switch (graph.task(task).mapping()) {
            case Mapping.Single _ -> schedule(task, MapIndex.NONE, "");
            case Mapping.Over _ -> {
                if (index.mapped()) {
                    schedule(task, index, "");
                } else {
                    askForItems(task);
                }
            }
            case Mapping.Along along -> {
                if (index.mapped()) {
                    schedule(task, index, "");
                } else if (node(graph.position(along.task())).summary().state().terminal()) {
                    settle(task, MapIndex.NONE, TaskState.SKIPPED, "no items: '%s' had none".formatted(along.task()));
                }
            }
        }
    }

    /// A mapped group is asked for only once: all its tasks have the same items.
    private void askForItems(int task) {
        for (int member : graph.lanes().members(task)) {
            if (node(member).expanding()) {
                return;
            }
        }
        for (int same : graph.lanes().sameSize(task)) {
            if (node(same).stopping()) {
                return;
            }
        }
        ledger.set(task, node(task).expandingNow());
        effects.add(new Effect.Expand(task));
    }

    // The run

    void start() {
        phase = new RunState.Phase(DagRunState.RUNNING, at, null, null);
        changes.add(new Change.Run(DagRunState.QUEUED, DagRunState.RUNNING, "", at));
    }

    /// A run that had ended has something to do again: it waits for its turn.
    void reopen(String note) {
        changes.add(new Change.Run(phase.state(), DagRunState.QUEUED, note, at));
        phase = RunState.Phase.QUEUED;
        effects.add(new Effect.Reopened());
    }

    /// The run is no longer being brought to an early end.
    void endNoMore(String note) {
        if (ending() != null) {
            phase = new RunState.Phase(DagRunState.RUNNING, phase.startedAt(), null, null);
            changes.add(new Change.Run(DagRunState.RUNNING, DagRunState.RUNNING, note, at));
        }
    }

    /// Why the run is being brought to an early end; null while it is not.
    @Nullable
    Failure ending() {
        return phase.state() == DagRunState.RUNNING ? phase.failure() : null;
    }

    /// From now on only teardowns go on; the run fails for this reason once they are done.
    void beginEnding(Failure reason) {
        phase = new RunState.Phase(DagRunState.RUNNING, phase.startedAt(), null, reason);
        endingBegan = true;
    }

    /// Ends the run when nothing of it is left to do.
    void finishIfDone() {
        if (ledger.open() != 0 || phase.state() != DagRunState.RUNNING) {
            return;
        }
        Failure reason = ending();
        if (reason != null) {
            finish(DagRunState.FAILED, reason);
        } else {
            finishByTasks();
        }
    }

    /// Ends the run as its tasks have ended; nothing happens when it has ended so already.
    void finishByTasks() {
        var verdict = new RunVerdict(graph, ledger);
        DagRunState end = verdict.failed() ? DagRunState.FAILED : DagRunState.SUCCESS;
        if (phase.state() != end) {
            finish(end, verdict.failed() ? verdict.firstFailure() : null);
        }
    }

    int open() {
        return ledger.open();
    }

    boolean changed() {
        return !changes.isEmpty();
    }

    Failure firstFailure() {
        return new RunVerdict(graph, ledger).firstFailure();
    }

    void finish(DagRunState end, @Nullable Failure failure) {
        changes.add(new Change.Run(phase.state(), end, failure == null ? "" : failure.message(), at));
        phase = new RunState.Phase(end, phase.startedAt(), at, failure);
        effects.add(new Effect.RunEnded(end));
    }
}
