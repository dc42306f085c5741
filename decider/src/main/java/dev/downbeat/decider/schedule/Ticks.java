package dev.downbeat.decider.schedule;

import dev.downbeat.model.DagId;
import dev.downbeat.model.RunSpec.Interval;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Schedule.Timed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The runs that a schedule calls for, one after the other.
///
/// A run covers the stretch from one tick to the next, `[previous tick, this tick)`, and fires at its end, when
/// the stretch is over. Its logical date is the beginning of the stretch: the daily run *of* 1 May fires on 2
/// May at midnight. With [Schedule.Covers#MOMENT] it covers nothing but its tick. The interval's end is the tick
/// in either case; a run fires then, or later by its [Jitter]. A schedule of [Schedule.Once] has one run, which covers
/// the moment at which it fires.
public final class Ticks {
    /// The least time from one run of a continuous schedule to the next.
    static final Duration PACE = Duration.ofSeconds(1);

    private final Timed schedule;
    private final Rhythm rhythm;
    private final Jitter jitter;

    private Ticks(Timed schedule, Rhythm rhythm, Jitter jitter) {
        this.schedule = schedule;
        this.rhythm = rhythm;
        this.jitter = jitter;
    }

    /// A run to be started.
    ///
    /// @param firesAt  when; in the past for a run to be made up for
    /// @param interval the time it covers
    public record Tick(Instant firesAt, Interval interval) {}

    /// @throws IllegalArgumentException when the schedule's cron expression is wrong
    public static Ticks of(DagId dag, Timed schedule) {
        return new Ticks(
                schedule, Rhythm.of(schedule), new Jitter(dag, schedule.firing().jitter()));
    }

    /// The run that follows.
    ///
    /// Without catchup it is always one that fires after `now`: what was missed is not made up for. With
    /// catchup it is the first one since the schedule's start that has not been run yet, be it in the past.
    ///
    /// @param lastIntervalEnd end of the interval of the last run that this schedule started; null: none yet
    public Optional<Tick> next(@Nullable Instant lastIntervalEnd, Instant now) {
        return switch (schedule.timetable()) {
            case Schedule.Once _ -> lastIntervalEnd == null ? within(once(now)) : Optional.empty();
            case Schedule.Continuous _ -> within(nextInLine(lastIntervalEnd, now));
            case Schedule.Cron _, Schedule.Crons _, Schedule.Every _, Schedule.Moments _, Schedule.Except _ ->
                regular(lastIntervalEnd, now);
        };
    }

    private Optional<Tick> regular(@Nullable Instant lastIntervalEnd, Instant now) {
        return threshold(lastIntervalEnd, now)
                .flatMap(rhythm::after)
                .flatMap(this::at)
                .flatMap(this::within);
    }

    /// The next runs, at most `count`, as if each fired when it is due. Of a schedule of
    /// [Schedule.Continuous] only the next one: who knows how long it takes.
    public List<Tick> upcoming(@Nullable Instant lastIntervalEnd, Instant now, int count) {
        var ticks = new ArrayList<Tick>();
        Instant last = lastIntervalEnd;
        int most = schedule.timetable() instanceof Schedule.Continuous ? Math.min(count, 1) : count;
        while (ticks.size() < most) {
            Optional<Tick> tick = next(last, now);
            if (tick.isEmpty()) {
                break;
            }
            ticks.add(tick.get());
            last = tick.get().interval().end();
        }
        return List.copyOf(ticks);
    }

    /// The runs whose logical dates lie in a range and whose ticks have come, the oldest first: what a backfill
    /// of that range runs. Neither the schedule's start nor its end bounds them.
    ///
    /// @param from inclusive
    /// @param to   inclusive
    /// @param most no more than so many
    public List<Tick> between(Instant from, Instant to, Instant now, int most) {
        var ticks = new ArrayList<Tick>();
        Optional<Instant> tick = rhythm.after(from.minusNanos(1));
        while (tick.isPresent() && !tick.get().isAfter(now) && ticks.size() < most) {
            Optional<Tick> run = at(tick.get());
            if (run.isPresent() && run.get().interval().logicalDate().isAfter(to)) {
                break;
            }
            run.filter(one -> !one.interval().logicalDate().isBefore(from)).ifPresent(ticks::add);
            tick = rhythm.after(tick.get());
        }
        return List.copyOf(ticks);
    }

    /// The run of a tick.
    private Optional<Tick> at(Instant tick) {
        Instant firesAt = tick.plus(jitter.of(tick, rhythm));
        return switch (schedule.firing().covers()) {
            case INTERVAL -> rhythm.before(tick).map(begin -> new Tick(firesAt, new Interval(begin, begin, tick)));
            case MOMENT -> Optional.of(new Tick(firesAt, Interval.at(tick)));
        };
    }

    /// The run in question is that of the first tick after this moment; empty when there is none.
    private Optional<Instant> threshold(@Nullable Instant lastIntervalEnd, Instant now) {
        Instant done = lastIntervalEnd == null ? Instant.MIN : lastIntervalEnd;
        Instant from = schedule.catchup() ? done : later(done, missedUntil(now));
        return schedule.start() == null ? Optional.of(from) : begun(schedule.start(), from);
    }

    /// The last tick that came may still be waiting for its jitter to pass.
    private Instant missedUntil(Instant now) {
        return rhythm.before(now.plusNanos(1))
                .filter(last -> last.plus(jitter.of(last, rhythm)).isAfter(now))
                .map(last -> last.minusNanos(1))
                .orElse(now);
    }

    private Optional<Instant> begun(Instant start, Instant from) {
        Instant before = start.minusNanos(1);
        return switch (schedule.firing().covers()) {
            // No run covers a time before the start: the first one begins with the first tick at or after it.
            case INTERVAL -> rhythm.after(before).map(firstTick -> later(from, firstTick));
            case MOMENT -> Optional.of(later(from, before));
        };
    }

    private Tick once(Instant now) {
        Instant at = schedule.start() == null ? now : later(schedule.start(), now);
        return tick(at, at);
    }

    /// Covers the time since the run before it, and is named by the moment at which it fires. Not sooner than [#PACE]
    /// after that: a run that ends at once
    /// does not make the schedule spin.
    private Tick nextInLine(@Nullable Instant lastIntervalEnd, Instant now) {
        if (lastIntervalEnd == null) {
            Instant start = schedule.start() == null ? now : schedule.start();
            return continued(start, later(start, now));
        }
        return continued(lastIntervalEnd, later(lastIntervalEnd.plus(PACE), now));
    }

    private static Tick continued(Instant begin, Instant end) {
        return new Tick(end, new Interval(end, begin, end));
    }

    private Optional<Tick> within(Tick tick) {
        boolean over = schedule.end() != null && tick.interval().end().isAfter(schedule.end());
        return over ? Optional.empty() : Optional.of(tick);
    }

    private static Tick tick(Instant begin, Instant end) {
        return new Tick(end, new Interval(begin, begin, end));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
