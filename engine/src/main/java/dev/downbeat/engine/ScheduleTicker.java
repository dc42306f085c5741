package dev.downbeat.engine;

import dev.downbeat.decider.schedule.TickAnswer;
import dev.downbeat.decider.schedule.Ticks;
import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.engine.port.ScheduledDags;
import dev.downbeat.engine.port.ScheduledDags.ScheduledDag;
import dev.downbeat.model.DagId;
import dev.downbeat.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the runs that schedules call for. Several may work on one database: a tick has one run, whoever is
/// first.
///
/// Without catchup a tick that passed while the DAG was paused, or before it was known, is not made up for. A
/// tick that passed within [#GRACE] before this process started is: a restart at 6 o'clock does not cost the
/// run of 6 o'clock.
public final class ScheduleTicker implements AutoCloseable {
    /// How long before the start of this process a tick may have passed and still be fired.
    public static final Duration GRACE = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(ScheduleTicker.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final ScheduledDags dags;
    private final InstantSource clock;
    private final Runnable fired;
    private final Instant startedAt;
    private final Map<DagId, Plan> plans = new HashMap<>();
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private boolean first = true;
    private volatile boolean held;
    private volatile boolean closing;

    /// What is next for a DAG.
    ///
    /// @param hash of the version for which it was reckoned
    private record Plan(String hash, Optional<Tick> next) {
        /// Somebody has answered its tick: another process, or this one without hearing that it had.
        boolean hasCome(@Nullable Instant lastIntervalEnd) {
            return lastIntervalEnd != null
                    && next.filter(tick -> !tick.interval().end().isAfter(lastIntervalEnd))
                            .isPresent();
        }
    }

    /// What one look came to.
    ///
    /// @param runs    that were fired
    /// @param settled ticks that were answered in another way
    /// @param until   the time of the next tick; null when there is none ahead
    public record Result(int runs, int settled, @Nullable Instant until) {}

    /// @param fired called after a run was accepted, or was asked to end for another
    public ScheduleTicker(ScheduledDags dags, InstantSource clock, Runnable fired) {
        this.dags = dags;
        this.clock = clock;
        this.fired = fired;
        this.startedAt = clock.instant();
        this.thread = Thread.ofPlatform().name("downbeat-ticker").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /// Looks at once: a DAG is new, or was changed, paused or resumed.
    public void wake() {
        wakes.release();
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(LOOK_AGAIN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A run has ended: something may have waited for that.
    public void runEnded() {
        if (held) {
            wake();
        }
    }

    /// Answers what is due.
    public Result runOnce(Instant now) {
        var look = new Look(now);
        Set<DagId> present = new HashSet<>();
        for (ScheduledDag dag : dags.all()) {
            present.add(id(dag));
            if (!look.waited(dag)) {
                look.due(dag);
            }
        }
        plans.keySet().retainAll(present);
        first = false;
        held = look.held;
        return new Result(look.runs, look.settled, look.until);
    }

    /// One look at all DAGs.
    private final class Look {
        private final Instant now;
        private int runs;
        private int settled;
        private boolean held;
        private @Nullable Instant until;

        Look(Instant now) {
            this.now = now;
        }

        /// @return whether a tick that waited was fired; the next one is looked at with a new count of runs
        boolean waited(ScheduledDag dag) {
            if (dag.waiting().isEmpty()) {
                return false;
            }
            if (!TickAnswer.waitedEnough(schedule(dag), dag.version().spec().policy(), dag.unfinished())) {
                held = true;
                return false;
            }
            dags.settle(dag, dag.waiting().getFirst(), TickAnswer.FIRE);
            runs++;
            return true;
        }

        void due(ScheduledDag dag) {
            Optional<Tick> next = planned(dag, now);
            if (next.isPresent() && !next.get().firesAt().isAfter(now)) {
                TickAnswer answer = TickAnswer.of(
                        schedule(dag),
                        dag.version().spec().policy(),
                        dag.unfinished(),
                        dag.waiting().size());
                if (answer == TickAnswer.NOT_YET) {
                    held = true;
                    return; // and the time of this tick is past: nobody has to be woken for it
                }
                next = answered(dag, next.get(), answer);
            }
            next.map(Tick::firesAt).ifPresent(at -> until = until == null || at.isBefore(until) ? at : until);
        }

        private Optional<Tick> answered(ScheduledDag dag, Tick tick, TickAnswer answer) {
            dags.settle(dag, tick, answer);
            switch (answer) {
                case FIRE, CANCEL_AND_FIRE -> runs++;
                case WAIT, LEAVE_OUT, CANCEL_AND_WAIT, NOT_YET -> settled++;
            }
            return plan(dag, tick.interval().end(), now);
        }
    }

    private static DagId id(ScheduledDag dag) {
        return dag.version().spec().id();
    }

    private static Schedule.Timed schedule(ScheduledDag dag) {
        return dag.version().spec().schedule().timed().orElseThrow();
    }

    private Optional<Tick> planned(ScheduledDag dag, Instant now) {
        if (open(dag)) {
            return plan(dag, dag.lastIntervalEnd(), now);
        }
        Plan plan = plans.get(id(dag));
        return plan != null && plan.hash().equals(dag.version().hash()) && !plan.hasCome(dag.lastIntervalEnd())
                ? plan.next()
                : plan(dag, dag.lastIntervalEnd(), first ? startedAt.minus(GRACE) : now);
    }

    /// Whether the time of its next tick follows from its runs and the present.
    private static boolean open(ScheduledDag dag) {
        return switch (schedule(dag).timetable()) {
            case Schedule.Once _, Schedule.Continuous _ -> true;
            case Schedule.Cron _, Schedule.Crons _, Schedule.Every _, Schedule.Moments _, Schedule.Except _ -> false;
        };
    }

    private Optional<Tick> plan(ScheduledDag dag, @Nullable Instant last, Instant from) {
        Schedule.Timed schedule = schedule(dag);
        Instant seen = dag.firstSeenAt();
        Instant since = !open(dag) && !schedule.catchup() && from.isBefore(seen) ? seen : from;
        Optional<Tick> next = Ticks.of(id(dag), schedule).next(last, since);
        plans.put(id(dag), new Plan(dag.version().hash(), next));
        return next;
    }

    private void run() {
        while (!closing) {
            try {
                Result result = runOnce(clock.instant());
                if (result.runs() + result.settled() == 0) {
                    pause(result.until());
                } else {
                    fired.run();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("The schedules could not be looked at ({}); trying again", e.getMessage());
                wakes.drainPermits();
                sleepBriefly();
            }
        }
    }

    private void pause(@Nullable Instant until) throws InterruptedException {
        Duration wait = until == null ? LOOK_AGAIN : Duration.between(clock.instant(), until);
        long millis = Math.clamp(wait.toMillis() + 1, 1, LOOK_AGAIN.toMillis());
        if (wakes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        }
    }

    private void sleepBriefly() {
        try {
            pause(null);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
