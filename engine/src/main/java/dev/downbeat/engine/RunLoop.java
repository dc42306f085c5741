package dev.downbeat.engine;

import dev.downbeat.decider.Change;
import dev.downbeat.decider.Decider;
import dev.downbeat.decider.Decision;
import dev.downbeat.decider.Effect;
import dev.downbeat.decider.Event;
import dev.downbeat.decider.Graph;
import dev.downbeat.decider.Outcome;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The state of all active runs and what happens to it. Confined to one thread; time comes in with each call.
///
/// The caller feeds [#handle] and [#tick], then takes the [Batch] of all that changed, makes it durable, and
/// carries out what it says is to be done afterwards.
final class RunLoop {
    private static final int GRAPHS_KEPT = 256;

    private final Outside outside;
    private final String worker;
    private final Map<RunId, ActiveRun> runs = new HashMap<>();
    /// Runs that ended since [#known] was last asked: a scan that began before may still report them as
    /// unfinished.
    private final Set<RunId> endedSinceScan = new HashSet<>();
    private final Map<VersionId, Graph> graphs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VersionId, Graph> eldest) {
            return size() > GRAPHS_KEPT;
        }
    };
    private final Commands commands = new Commands(this);
    private final ReadyQueue ready = new ReadyQueue();
    private final Admission admission = new Admission();
    private final Timers timers = new Timers();
    private int freeSlots;
    private Batch batch;

    /// What the loop asks of the world, once what led to it is durable.
    interface Outside {
        void execute(ActiveRun run, AttemptId attempt, int tryNumber, @Nullable Object item);

        void stop(ActiveRun run, AttemptId attempt);

        /// Answered by [Message.Items] or [Message.NoItems].
        void expand(ActiveRun run, int task);
    }

    RunLoop(Outside outside, String worker, int parallelism) {
        this.outside = outside;
        this.worker = worker;
        this.freeSlots = parallelism;
        this.batch = new Batch(worker);
    }

    void handle(Message message, Instant now) {
        switch (message) {
            case Message.Submit submit -> submit(submit, now);
            case Message.Adopt adopt -> adopt(adopt.run(), adopt.version(), now);
            case Message.AttemptStarted started -> started(started.attempt(), now);
            case Message.AttemptEnded ended -> ended(ended, now);
            case Message.Items items -> items(items, now);
            case Message.NoItems none -> noItems(none, now);
            case Message.Abort abort -> {
                ActiveRun run = runs.get(abort.run());
                if (run != null) {
                    decide(run, new Event.Abort(abort.reason(), now));
                }
            }
            case Message.Command command -> commands.carryOut(command, now);
            case Message.Known known ->
                batch.afterCommitSoon(() -> known.answer().complete(known()));
            case Message.Nothing _ -> {}
            case Message.Paused paused -> admission.pause(paused.dags()).forEach(dag -> admit(dag, now));
        }
        dispatch(now);
    }

    /// Does what is due by now.
    void tick(Instant now) {
        for (Runnable due = timers.poll(now); due != null; due = timers.poll(now)) {
            due.run();
        }
        dispatch(now);
    }

    Optional<Instant> nextTimer() {
        return timers.next();
    }

    Batch pending() {
        return batch;
    }

    /// What changed since the last call.
    Batch take() {
        Batch taken = batch;
        batch = new Batch(worker);
        return taken;
    }

    /// The runs it drives, for a scan of the journal that begins now.
    Set<RunId> known() {
        endedSinceScan.clear();
        commands.forget();
        return Set.copyOf(runs.keySet());
    }

    // For commands

    @Nullable
    ActiveRun run(RunId id) {
        return runs.get(id);
    }

    void take(ActiveRun run) {
        runs.put(run.spec().id(), run);
    }

    /// What a scan that began before now tells of the run is no longer true.
    void drop(RunId run) {
        runs.remove(run);
        endedSinceScan.add(run);
    }

    boolean endedSinceScan(RunId run) {
        return endedSinceScan.contains(run);
    }

    /// Tells every executor to stop what it does for this loop; used when the loop is about to be dropped.
    void abandon() {
        for (ActiveRun run : runs.values()) {
            RunState state = run.state();
            for (int task = 0; task < state.graph().size(); task++) {
                stopActive(run, task);
            }
        }
    }

    private void stopActive(ActiveRun run, int task) {
        run.state()
                .active(
                        task,
                        (index, instance) ->
                                outside.stop(run, new AttemptId(run.key(task, index), instance.attempt())));
    }

    int activeRuns() {
        return runs.size();
    }

    int readyTasks() {
        return ready.size();
    }

    // Runs

    private void submit(Message.Submit submit, Instant now) {
        var run = new ActiveRun(submit.spec(), submit.version(), RunState.queued(graph(submit.version())), 0);
        runs.put(submit.spec().id(), run);
        batch.created(run, now, submit.accepted());
        admission.enqueue(run);
        admit(submit.spec().dag(), now);
    }

    void adopt(StoredRun stored, DagVersion version, Instant now) {
        RunId id = stored.spec().id();
        if (runs.containsKey(id) || endedSinceScan.contains(id)) {
            return;
        }
        RunState state = Restored.of(stored, graph(version)).state();
        var run = new ActiveRun(stored.spec(), version, state, stored.lastSeq());
        runs.put(id, run);
        if (state.state() == DagRunState.QUEUED) {
            admission.enqueue(run);
        } else {
            admission.countRunning(run);
            limitTime(run, now);
        }
        decide(run, new Event.Resumed(now));
        admit(run.spec().dag(), now);
    }

    Graph graph(DagVersion version) {
        return graphs.computeIfAbsent(version.id(), _ -> Graph.of(version.spec()));
    }

    void admit(DagId dag, Instant now) {
        for (ActiveRun run = admission.admit(dag); run != null; run = admission.admit(dag)) {
            decide(run, new Event.Start(now));
            limitTime(run, now);
        }
    }

    private void limitTime(ActiveRun run, Instant now) {
        if (!runs.containsKey(run.spec().id())) {
            return;
        }
        Duration limit = run.state().graph().spec().policy().timeout();
        Instant started = run.state().phase().startedAt();
        var reason = Failure.of(ErrorCode.RUN_TIMEOUT, "the run took longer than " + Durations.format(limit));
        Instant due = (started == null ? now : started).plus(limit);
        run.timeout(timers.set(due, () -> decide(run, new Event.Abort(reason, due))));
    }

    private void runEnded(ActiveRun run, boolean wasRunning, Instant now) {
        RunId id = run.spec().id();
        runs.remove(id);
        endedSinceScan.add(id);
        timers.cancel(run.timeout());
        admission.ended(run, wasRunning);
        admit(run.spec().dag(), now);
    }

    // Attempts

    private void started(AttemptId attempt, Instant now) {
        ActiveRun run = runs.get(attempt.key().run());
        if (run != null) {
            int task = run.state().graph().position(attempt.key().task());
            decide(run, new Event.Started(task, attempt.key().index(), attempt.number(), now));
        }
    }

    private void ended(Message.AttemptEnded ended, Instant now) {
        AttemptId attempt = ended.attempt();
        ActiveRun run = runs.get(attempt.key().run());
        if (run == null) {
            return;
        }
        int task = run.state().graph().position(attempt.key().task());
        MapIndex index = attempt.key().index();
        boolean restarting = run.state().instance(task, index).state() == TaskState.RESTARTING;
        boolean counts = decide(run, new Event.Ended(task, index, attempt.number(), ended.outcome(), now));
        if (counts && !restarting && !ended.xcoms().isEmpty()) {
            batch.xcoms(run, task, index, ended.xcoms());
        }
    }

    private void items(Message.Items message, Instant now) {
        ActiveRun run = runs.get(message.run());
        if (run == null) {
            return;
        }
        int lead = run.state().graph().itemsOf(message.task());
        run.items().put(lead, message.items());
        run.named(message.task(), message.names());
        decide(run, new Event.Expanded(message.task(), message.items().size(), now));
        var waiting = run.itemless().remove(lead);
        if (waiting != null) {
            waiting.forEach(attempt ->
                    execute(run, run.state().graph().position(attempt.key().task()), attempt, now));
        }
    }

    private void noItems(Message.NoItems message, Instant now) {
        ActiveRun run = runs.get(message.run());
        if (run == null) {
            return;
        }
        decide(run, new Event.ExpansionFailed(message.task(), message.failure(), now));
        var waiting = run.itemless().remove(run.state().graph().itemsOf(message.task()));
        if (waiting != null) {
            var outcome = new Outcome.Failed(message.failure(), true);
            waiting.forEach(attempt -> ended(new Message.AttemptEnded(attempt, outcome, Map.of()), now));
        }
    }

    // Decisions

    /// @return whether the event changed anything
    private boolean decide(ActiveRun run, Event event) {
        Decision decision = apply(run, event);
        return !decision.changes().isEmpty() || !decision.effects().isEmpty();
    }

    /// The event's consequences are put into the batch.
    Decision apply(ActiveRun run, Event event) {
        boolean wasRunning = run.state().state() == DagRunState.RUNNING;
        Decision decision = Decider.decide(run.state(), event);
        run.become(decision.next());
        if (decision.changes().isEmpty() && decision.effects().isEmpty()) {
            return decision;
        }
        boolean lazy = event instanceof Event.Started;
        for (Change change : decision.changes()) {
            batch.add(run, change, lazy);
            if (change instanceof Change.Sized sized && sized.size() < 0) {
                run.items().remove(sized.task());
            }
        }
        for (Effect effect : decision.effects()) {
            // what a resumed run lost was never counted here
            if (!(effect instanceof Effect.Freed && event instanceof Event.Resumed)) {
                carryOut(run, effect, event.at(), wasRunning || event instanceof Event.Start);
            }
        }
        return decision;
    }

    private void carryOut(ActiveRun run, Effect effect, Instant now, boolean wasRunning) {
        switch (effect) {
            case Effect.Ready go -> ready.add(run, go.task(), go.index());
            case Effect.Expand expand -> batch.afterCommit(() -> outside.expand(run, expand.task()));
            case Effect.Execute execute ->
                execute(
                        run,
                        execute.task(),
                        new AttemptId(run.key(execute.task(), execute.index()), execute.attempt()),
                        now);
            case Effect.Stop stop -> {
                var attempt = new AttemptId(run.key(stop.task(), stop.index()), stop.attempt());
                if (run.heldBack(attempt)) {
                    // no executor has it yet, so none would tell of its end
                    endSoon(attempt, Failure.of(ErrorCode.CANCELLED, "stopped"), now);
                } else {
                    batch.afterCommit(() -> outside.stop(run, attempt));
                }
            }
            case Effect.Reopened _ -> admission.enqueue(run);
            case Effect.RetryAt retry ->
                timers.set(retry.at(), () -> decide(run, new Event.RetryDue(retry.task(), retry.index(), retry.at())));
            case Effect.Freed _ -> freed(run);
            case Effect.RunEnded _ -> runEnded(run, wasRunning, now);
        }
    }

    /// Hands the attempt on once its queueing is durable and, of a mapped task, its item is known.
    private void execute(ActiveRun run, int task, AttemptId attempt, Instant now) {
        int tryNumber = run.state().instance(task, attempt.key().index()).tryNumber();
        boolean itsOwn = run.state().graph().task(task).mapping() instanceof Mapping.Over;
        if (!attempt.key().index().mapped() || !itsOwn) { // along another task, the item is that one's output
            batch.afterCommit(() -> outside.execute(run, attempt, tryNumber, null));
            return;
        }
        int lead = run.state().graph().itemsOf(task);
        var items = run.items().get(lead);
        if (items != null && attempt.key().index().value() >= items.size()) {
            String message = "there is no item %s any longer: the list has %d; clear the whole task"
                    .formatted(attempt.key().index(), items.size());
            endSoon(attempt, Failure.of(ErrorCode.TASK_FAILED, message), now);
            return;
        }
        if (items != null) {
            Object item = items.get(attempt.key().index().value());
            batch.afterCommit(() -> outside.execute(run, attempt, tryNumber, item));
            return;
        }
        var waiting = run.itemless().get(lead);
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            run.itemless().put(lead, waiting);
            batch.afterCommit(() -> outside.expand(run, task));
        }
        waiting.add(attempt);
    }

    /// No executor has the attempt: its end is told once the decision under way is through.
    private void endSoon(AttemptId attempt, Failure failure, Instant now) {
        var end = new Message.AttemptEnded(attempt, new Outcome.Failed(failure, false), Map.of());
        timers.set(now, () -> ended(end, now));
    }

    // Limits

    private void dispatch(Instant now) {
        while (freeSlots > 0) {
            ReadyQueue.Entry next = ready.poll();
            if (next == null) {
                return;
            }
            if (next.run().full()) {
                next.run().parked().add(next);
            } else {
                dispatch(next, now);
            }
        }
    }

    private void dispatch(ReadyQueue.Entry next, Instant now) {
        ActiveRun run = next.run();
        if (decide(run, new Event.Dispatch(next.task(), next.index(), now))) {
            freeSlots--;
            run.took();
        } else {
            unpark(run);
        }
    }

    private void freed(ActiveRun run) {
        freeSlots++;
        run.freed();
        unpark(run);
    }

    /// Lets one more of the run's ready tasks compete; called whenever one that was let through took no place
    /// after all.
    private void unpark(ActiveRun run) {
        ReadyQueue.Entry parked = run.parked().poll();
        if (parked != null) {
            ready.back(parked);
        }
    }
}
