package dev.downbeat.engine;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Expander;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One run from its start to its end on the calling thread: the real loop and decider over a clock of their
/// own, with neither store nor executors. Waits cost nothing, as the clock jumps to what is next. For tests of
/// DAGs and dry runs.
public final class Rehearsal implements Outside {
    private static final int PARALLELISM = 64;
    private static final int MOST_STEPS = 1_000_000;

    private final Cast cast;
    private final RunLoop loop;
    private final PriorityQueue<Happening> ahead = new PriorityQueue<>();
    private final SequencedMap<TaskKey, TaskInstance> instances = new LinkedHashMap<>();
    private final List<AttemptId> started = new ArrayList<>();
    private JournalEntry.@Nullable RunMoved end;
    private Instant now = Instant.EPOCH;
    private long happenings;

    /// Plays the attempts of the run.
    public interface Cast {
        /// Executes an attempt to its end.
        Played play(Executor.Order order, Instant at);

        /// The items of a mapped task, as [dev.downbeat.engine.port.Expander#items].
        Expander.Items items(RunSpec run, DagVersion version, TaskSpec task);
    }

    /// What an attempt came to.
    ///
    /// @param xcoms names to JSON text
    /// @param took  on the rehearsal's clock
    public record Played(Outcome outcome, Map<String, String> xcoms, Duration took) {}

    /// How the run ended.
    ///
    /// @param failure   why it failed; null otherwise
    /// @param instances those that left `none`, in the order in which they first did
    /// @param order     the attempts in the order in which they started
    public record Ended(
            DagRunState state,
            @Nullable Failure failure,
            Instant at,
            SequencedMap<TaskKey, TaskInstance> instances,
            List<AttemptId> order) {}

    private record Happening(Instant at, long order, Message message) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return Comparator.comparing(Happening::at)
                    .thenComparingLong(Happening::order)
                    .compare(this, other);
        }
    }

    private Rehearsal(Cast cast) {
        this.cast = cast;
        this.loop = new RunLoop(this, "rehearsal", PARALLELISM);
    }

    /// @throws DownbeatException INTERNAL when the run cannot end: nothing lies ahead of it any more
    public static Ended of(RunSpec run, DagVersion version, Instant start, Cast cast) {
        var rehearsal = new Rehearsal(cast);
        rehearsal.now = start;
        rehearsal.later(Duration.ZERO, new Message.Submit(run, version, new CompletableFuture<>()));
        return rehearsal.toEnd();
    }

    private Ended toEnd() {
        for (int step = 0; end == null; step++) {
            if (step > MOST_STEPS || !step()) {
                throw new DownbeatException(
                        ErrorCode.INTERNAL, "the run does not end; at %s it stands at %s".formatted(now, instances));
            }
        }
        return new Ended(end.state(), end.failure(), now, instances, started);
    }

    /// @return false when there is nothing left to happen
    private boolean step() {
        Happening next = ahead.peek();
        Instant timer = loop.nextTimer().orElse(null);
        if (next == null && timer == null) {
            return false;
        }
        if (timer == null || (next != null && !next.at().isAfter(timer))) {
            ahead.remove();
            jump(next.at());
            loop.handle(next.message(), now);
        } else {
            jump(timer);
            loop.tick(now);
        }
        settle();
        return true;
    }

    private void jump(Instant at) {
        now = at.isAfter(now) ? at : now;
    }

    private void settle() {
        while (!loop.pending().isEmpty()) {
            Batch batch = loop.take();
            for (JournalEntry entry : batch.entries()) {
                if (entry instanceof JournalEntry.TaskMoved moved) {
                    instances.put(moved.key(), moved.instance());
                } else if (entry instanceof JournalEntry.RunMoved moved
                        && moved.state().terminal()) {
                    end = moved;
                }
            }
            batch.committed();
        }
    }

    private void later(Duration delay, Message message) {
        ahead.add(new Happening(now.plus(delay), happenings++, message));
    }

    @Override
    public void execute(ActiveRun run, Turn turn, @Nullable Object item) {
        AttemptId attempt = turn.attempt();
        TaskSpec task = run.task(attempt);
        var order =
                new Executor.Order(attempt, turn.tryNumber(), run.spec(), run.version(), task, item, turn.waiting());
        if (turn.look() == 0) {
            started.add(attempt);
        }
        Played played = cast.play(order, now);
        if (!turn.beside()) {
            later(Duration.ZERO, new Message.AttemptStarted(attempt));
        }
        later(played.took(), turn.ended(played.outcome(), played.xcoms()));
    }

    @Override
    public void stop(ActiveRun run, AttemptId attempt) {
        // it was played to its end when it started; its end no longer counts
    }

    @Override
    public void expand(ActiveRun run, int task) {
        TaskSpec spec = run.state().graph().task(task);
        try {
            Expander.Items found = cast.items(run.spec(), run.version(), spec);
            later(Duration.ZERO, new Message.Items(run.spec().id(), task, found.items(), found.names()));
        } catch (DownbeatException e) {
            later(Duration.ZERO, new Message.NoItems(run.spec().id(), task, Failure.of(e.code(), e.text())));
        }
    }

    /// There is no run before this one.
    @Override
    public void lookBack(ActiveRun run) {
        later(Duration.ZERO, new Message.Before(run.spec().id(), null));
    }

    @Override
    public void needSlots() {
        SolePools.grant(message -> later(Duration.ZERO, message));
    }
}
