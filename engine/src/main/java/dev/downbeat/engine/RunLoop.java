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
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The state of all active runs and what happens to it. Confined to one thread; time comes in with each call.
///
/// The caller feeds [#handle] and [#tick], then takes the [Batch] of all that changed, makes it durable, and
/// carries out what it says is to be done afterwards.
final class RunLoop {
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
    /// Timers before the next commit: a hundred thousand may be due at once.
    private static final int MOST_PER_TICK = 4_096;

    private final Outside outside;
    private final String worker;
    private final Map<RunId, ActiveRun> runs = new HashMap<>();
    /// Runs that ended since [#known] was last asked: a scan that began before may still report them as
    /// unfinished.
    private final Set<RunId> endedSinceScan = new HashSet<>();
    private final Graphs graphs = new Graphs();
    private final Commands commands = new Commands(this);
    private final Admission admission = new Admission();
    private final Timers timers = new Timers();
    private final PastGates past = new PastGates(runs);
    private final Set<String> outliving;
    private final Limits limits;
    private final Turns turns;
    private Batch batch;

    RunLoop(Outside outside, String worker, int parallelism) {
        this.outside = outside;
        this.worker = worker;
        this.outliving = outside.outliving();
        this.limits = new Limits(parallelism, past);
        this.turns = new Turns(outside, parallelism, this::endSoon);
        this.batch = new Batch(worker);
    }

    void handle(Message message, Instant now) {
        switch (message) {
            case Message.Submit submit -> submit(submit, now);
            case Message.Owned owned -> handle(owned.message(), now);
            case Message.Adopt adopt -> adopt(adopt.run(), adopt.version(), now);
            case Message.AttemptStarted started -> started(started.attempt(), now);
            case Message.AttemptEnded ended -> ended(ended, now);
            case Message.LookEnded ended -> lookEnded(ended, now);
            case Message.Items items -> items(items, now);
            case Message.NoItems none -> noItems(none, now);
            case Message.Abort abort -> {
                ActiveRun run = runs.get(abort.run());
                if (run != null) {
                    decide(run, new Event.Abort(abort.reason(), now));
                }
            }
            case Message.Command command -> commands.carryOut(command, now);
            case Message.Before before -> before(before, now);
            case Message.PoolNeeds needs -> needs.answer().complete(new Message.Needs(this, limits.asks(now)));
            case Message.PoolShares shares -> settled(shares, now);
            case Message.Known known ->
                batch.afterCommitSoon(() -> known.answer().complete(known()));
            case Message.Nothing _ -> {}
            case Message.Paused paused -> admission.pause(paused.dags()).forEach(dag -> admit(dag, now));
        }
        dispatch(now);
    }

    /// Does what is due by now, or as much of it as goes into one commit.
    void tick(Instant now) {
        Runnable due = timers.poll(now);
        for (int done = 1; due != null; done++) {
            due.run();
            due = done < MOST_PER_TICK ? timers.poll(now) : null;
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
        // an end that is not durable yet can still be read as unfinished
        endedSinceScan.retainAll(batch.ended().keySet());
        commands.forgetAllBut(batch.commands());
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

    /// A run that has ended, and stays so. What a scan that began before now tells of it is no longer true.
    void drop(ActiveRun run) {
        runs.remove(run.spec().id());
        endedSinceScan.add(run.spec().id());
        past.ended(run);
    }

    boolean endedSinceScan(RunId run) {
        return endedSinceScan.contains(run);
    }

    /// Leaves all that is under way; used when the loop is about to be dropped.
    void abandon() {
        runs.values().forEach(run -> run.underWay(attempt -> outside.leave(run, attempt)));
    }

    int activeRuns() {
        return runs.size();
    }

    int readyTasks() {
        return limits.readyTasks();
    }

    // Runs

    private void submit(Message.Submit submit, Instant now) {
        var run = new ActiveRun(submit.spec(), submit.version(), RunState.queued(graphs.of(submit.version())), 0);
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
        RunState state = graphs.restored(stored, version);
        var run = new ActiveRun(stored.spec(), version, state, stored.lastSeq());
        runs.put(id, run);
        batch.adopted(run, stored.row().queuedAt());
        if (state.state() == DagRunState.QUEUED) {
            admission.enqueue(run);
        } else {
            admission.countRunning(run);
            limitTime(run, now);
        }
        limits.adopted(run, now);
        decide(run, new Event.Resumed(now, outliving));
        if (state.state() == DagRunState.RUNNING) {
            lookBack(run, FIRST_LOOK, now);
        }
        admit(run.spec().dag(), now);
    }

    Graph graph(DagVersion version) {
        return graphs.of(version);
    }

    void admit(DagId dag, Instant now) {
        for (ActiveRun run = admission.admit(dag); run != null; run = admission.admit(dag)) {
            decide(run, new Event.Start(now));
            limitTime(run, now);
            lookBack(run, FIRST_LOOK, now);
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
        limits.ended(run, now);
        past.ended(run);
        run.wakes().forEach(timers::cancel);
        turns.runEnded(run);
        admission.ended(run, wasRunning);
        admit(run.spec().dag(), now);
    }

    // Attempts

    /// The run that has the attempt; null when it is driven no longer, or goes on with a DAG version in which there is
    /// no
    /// such task.
    private @Nullable ActiveRun having(AttemptId attempt) {
        ActiveRun run = runs.get(attempt.key().run());
        return run != null && run.state().graph().has(attempt.key().task()) ? run : null;
    }

    private void started(AttemptId attempt, Instant now) {
        ActiveRun run = having(attempt);
        if (run != null) {
            int task = run.state().graph().position(attempt.key().task());
            decide(run, new Event.Started(task, attempt.key().index(), attempt.number(), now));
        }
    }

    private void ended(Message.AttemptEnded ended, Instant now) {
        AttemptId attempt = ended.attempt();
        ActiveRun run = having(attempt);
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
        settle(run, task, attempt, 0);
    }

    private void settle(ActiveRun run, int task, AttemptId attempt, int look) {
        if (outliving.contains(run.state().graph().task(task).placement().executor())) {
            batch.afterCommit(() -> outside.settled(run, attempt, look));
        }
    }

    private void lookEnded(Message.LookEnded ended, Instant now) {
        AttemptId attempt = ended.attempt();
        turns.ended(attempt, ended.look());
        ActiveRun run = having(attempt);
        if (run == null) {
            return;
        }
        int task = run.state().graph().position(attempt.key().task());
        MapIndex index = attempt.key().index();
        var event = new Event.Looked(task, index, attempt.number(), ended.look(), ended.outcome(), now);
        if (decide(run, event) && !ended.xcoms().isEmpty()) {
            batch.xcoms(run, task, index, ended.xcoms());
        }
        settle(run, task, attempt, ended.look());
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
            waiting.forEach(turn -> turns.execute(run, turn, batch, now));
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
            waiting.forEach(turn -> handle(turn.ended(outcome), now));
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
        boolean wasEnding = run.state().phase().failure() != null;
        Decision decision = Decider.decide(run.state(), event);
        run.become(decision.next());
        if (decision.changes().isEmpty() && decision.effects().isEmpty()) {
            return decision;
        }
        // a look that led to nothing may be forgotten: it is then taken again
        boolean lazy = event instanceof Event.Started || event instanceof Event.Looked;
        boolean byPerson = event instanceof Event.Mark || event instanceof Event.MarkRun;
        for (Change change : decision.changes()) {
            boolean mayWait = lazy && !(event instanceof Event.Looked && change instanceof Change.Task);
            batch.add(run, change, mayWait, byPerson);
            follow(run, change, event.at());
        }
        for (Effect effect : decision.effects()) {
            carryOut(run, effect, event.at(), wasRunning || event instanceof Event.Start);
        }
        past.followers(run).forEach(next -> limits.pastMoved(next, event.at()));
        if (!wasEnding && run.state().phase().failure() != null) {
            limits.pastMoved(run, event.at());
        }
        return decision;
    }

    private void follow(ActiveRun run, Change change, Instant now) {
        if (change instanceof Change.Task task) {
            limits.moved(run, task.task(), task.from(), task.now().state(), now);
        } else if (change instanceof Change.Sized sized && sized.size() < 0) {
            run.items().remove(run.state().graph().itemsOf(sized.task()));
        }
    }

    private void carryOut(ActiveRun run, Effect effect, Instant now, boolean wasRunning) {
        switch (effect) {
            case Effect.Ready go -> limits.ready(run, go.task(), go.index());
            case Effect.Expand expand -> batch.afterCommit(() -> outside.expand(run, expand.task()));
            case Effect.Execute execute ->
                turns.execute(run, Turn.of(run, execute.task(), execute.index()), batch, now);
            case Effect.Stop stop -> stop(run, new AttemptId(run.key(stop.task(), stop.index()), stop.attempt()), now);
            case Effect.Reopened _ -> admission.enqueue(run);
            case Effect.RetryAt retry ->
                timers.set(retry.at(), () -> decide(run, new Event.RetryDue(retry.task(), retry.index(), retry.at())));
            case Effect.WakeAt wake -> wakeAt(run, wake);
            case Effect.Look look -> turns.due(run, look);
            case Effect.RunEnded _ -> runEnded(run, wasRunning, now);
        }
    }

    private void wakeAt(ActiveRun run, Effect.WakeAt wake) {
        run.wakes().add(timers.set(wake.at(), (due, now) -> {
            run.wakes().remove(due);
            decide(run, new Event.WaitDue(wake.task(), wake.index(), due.at(), now));
        }));
    }

    /// Stops an attempt; one that no executor has yet would have nobody to tell of its end.
    private void stop(ActiveRun run, AttemptId attempt, Instant now) {
        Turn turn = run.takeBack(attempt);
        if (turn == null) {
            batch.afterCommit(() -> outside.stop(run, attempt));
        } else {
            endSoon(turn, Failure.of(ErrorCode.CANCELLED, "stopped"), now);
        }
    }

    /// No executor has it: its end is told once the decision under way is through.
    private void endSoon(Turn turn, Failure failure, Instant now) {
        timers.set(now, () -> handle(turn.ended(new Outcome.Failed(failure, false)), now));
    }

    // Limits

    private void dispatch(Instant now) {
        turns.look(batch, now);
        for (Limits.Next next = limits.next(now); next != null; next = limits.next(now)) {
            decide(next.run(), new Event.Dispatch(next.task(), next.index(), now));
        }
        if (limits.askSoon()) {
            batch.afterCommit(outside::needSlots);
        }
    }

    private void settled(Message.PoolShares message, Instant now) {
        message.contended().complete(message.loop() == this && limits.settled(message.shares(), now));
    }

    /// Asks the journal for the run before, now and again while only the journal can tell of it.
    private void lookBack(ActiveRun run, Duration pause, Instant now) {
        if (PastGates.asks(run) && runs.containsKey(run.spec().id()) && past.toBeLookedAt(run)) {
            batch.afterCommit(() -> outside.lookBack(run));
        }
        if (PastGates.asks(run) && runs.containsKey(run.spec().id())) {
            Instant due = now.plus(pause);
            Duration longer = pause.multipliedBy(2).compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : pause.multipliedBy(2);
            timers.set(due, () -> lookBack(run, longer, due));
        }
    }

    private void before(Message.Before message, Instant now) {
        ActiveRun run = runs.get(message.run());
        if (run == null) {
            return;
        }
        Message.Past before = message.before();
        past.follow(
                run,
                before == null
                        ? ActiveRun.Previous.NONE
                        : new ActiveRun.Previous(
                                before.run().spec().id(), graphs.restored(before.run(), before.version())));
        limits.pastMoved(run, now);
    }
}
