package dev.downbeat.engine;

import dev.downbeat.decider.schedule.Ticks;
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
    private volatile boolean closing;

    /// What is next for a DAG.
    ///
    /// @param hash of the version for which it was reckoned
    private record Plan(String hash, Optional<Ticks.Tick> next) {}

    /// What one look came to.
    ///
    /// @param runs  that were fired
    /// @param until the time of the next tick; null when there is none ahead
    public record Result(int runs, @Nullable Instant until) {}

    /// @param fired called after a run was accepted
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

    /// Fires what is due.
    public Result runOnce(Instant now) {
        Set<DagId> present = new HashSet<>();
        int runs = 0;
        Instant until = null;
        for (ScheduledDag dag : dags.all()) {
            DagId id = dag.version().spec().id();
            present.add(id);
            Optional<Ticks.Tick> next = planned(id, dag, now);
            boolean due = next.isPresent() && !next.get().firesAt().isAfter(now);
            if (due && mayStart(dag)) {
                dags.fire(dag, next.get());
                runs++;
                next = plan(id, dag, next.get().interval().end(), now);
            } else if (due) {
                continue; // what has no room yet is looked at again anyway
            }
            if (next.isPresent() && (until == null || next.get().firesAt().isBefore(until))) {
                until = next.get().firesAt();
            }
        }
        plans.keySet().retainAll(present);
        first = false;
        return new Result(runs, until);
    }

    /// Missed runs are made up for as fast as the DAG works them off, not all at once.
    private static boolean mayStart(ScheduledDag dag) {
        return continuous(dag)
                ? dag.unfinished() == 0
                : dag.unfinished() < dag.version().spec().policy().maxActiveRuns();
    }

    private static boolean continuous(ScheduledDag dag) {
        return dag.version().spec().schedule() instanceof Schedule.Timed timed
                && timed.timetable() instanceof Schedule.Continuous;
    }

    private Optional<Ticks.Tick> planned(DagId id, ScheduledDag dag, Instant now) {
        Plan plan = plans.get(id);
        // a continuous schedule knows its next tick when the run before it has ended, not sooner
        return plan != null && plan.hash().equals(dag.version().hash()) && !continuous(dag)
                ? plan.next()
                : plan(id, dag, dag.lastIntervalEnd(), first ? startedAt.minus(GRACE) : now);
    }

    private Optional<Ticks.Tick> plan(DagId id, ScheduledDag dag, @Nullable Instant last, Instant from) {
        var schedule = (Schedule.Timed) dag.version().spec().schedule();
        boolean once = schedule.timetable() instanceof Schedule.Once;
        Instant seen = dag.firstSeenAt();
        Instant since = !once && !schedule.catchup() && from.isBefore(seen) ? seen : from;
        Optional<Ticks.Tick> next = Ticks.of(schedule).next(last, since);
        plans.put(id, new Plan(dag.version().hash(), next));
        return next;
    }

    private void run() {
        while (!closing) {
            try {
                Result result = runOnce(clock.instant());
                if (result.runs() > 0) {
                    LOG.info("The schedules started {} runs", result.runs());
                    fired.run();
                } else {
                    pause(result.until());
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
