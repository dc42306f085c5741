package dev.downbeat.sdk;

import dev.downbeat.model.Schedule;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// When runs start by themselves.
///
/// ```java
/// d.schedule(daily().at("06:00", "Europe/Berlin"));
/// d.schedule(cron("0 6 * * MON-FRI", "Europe/Helsinki").start(LocalDate.of(2026, 1, 1)).catchup());
/// d.schedule(every(Duration.ofMinutes(10)));
/// ```
///
/// A time of day needs its zone; there is no default.
public final class Schedules {
    private Schedules() {}

    /// Every day.
    public static Days daily() {
        return new Days("* * *");
    }

    /// On these days of the week; on all when none is given.
    public static Days weekly(DayOfWeek... days) {
        String numbers = Arrays.stream(days)
                .map(day -> String.valueOf(day.getValue() % 7))
                .collect(Collectors.joining(","));
        return new Days("* * " + (numbers.isEmpty() ? "*" : numbers));
    }

    /// On a day of every month, from 1; months that lack it are passed over.
    public static Days monthly(int day) {
        return new Days(day + " * *");
    }

    /// By a cron expression of 5 fields, 6 (seconds first) or a preset such as `@hourly`.
    ///
    /// @param zone an IANA zone such as `Europe/Helsinki`, or `UTC`
    public static Timing cron(String expression, String zone) {
        return crons(List.of(expression), zone);
    }

    /// By several cron expressions at once: it ticks whenever one of them does. Where two tick together there
    /// is one run.
    ///
    /// @param zone an IANA zone such as `Europe/Helsinki`, or `UTC`
    public static Timing crons(List<String> expressions, String zone) {
        return new Timing(Refusal.asBadDag(() -> Schedule.byCron(expressions)), zone(zone));
    }

    /// At a fixed distance in real time, whatever the clocks do; a second at least.
    public static Timing every(Duration interval) {
        return new Timing(Refusal.asBadDag(() -> new Schedule.Every(interval)), ZoneOffset.UTC);
    }

    /// A calendar of your own: ticks at exactly these moments, which your code works out when the file is read;
    /// 10,000 at most. The DAG is a new version when they change.
    ///
    /// ```java
    /// d.schedule(moments(Auctions.days(2026, 2030).map(day -> day.atTime(9, 30)), "Europe/Helsinki"));
    /// ```
    ///
    /// @param times local times, in any order; one that the clocks skip moves by the gap
    /// @param zone  an IANA zone such as `Europe/Helsinki`, or `UTC`
    public static Timing moments(Stream<LocalDateTime> times, String zone) {
        ZoneId in = zone(zone);
        List<Instant> moments = times.map(time -> time.atZone(in).toInstant()).toList();
        return new Timing(Refusal.asBadDag(() -> new Schedule.Moments(moments)), in);
    }

    /// One run, as soon as the DAG is seen.
    public static Timing once() {
        return new Timing(new Schedule.Once(), ZoneOffset.UTC);
    }

    /// One run after another: the next one starts when the one before it has ended.
    public static Timing continuously() {
        return new Timing(new Schedule.Continuous(), ZoneOffset.UTC);
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw Refusal.of("'%s' is no time zone: write Europe/Helsinki or UTC".formatted(zone));
        }
    }

    /// Days that wait for their time.
    public static final class Days {
        private final String fields;

        private Days(String fields) {
            this.fields = fields;
        }

        /// @param time `06:00`
        /// @param zone an IANA zone such as `Europe/Berlin`, or `UTC`
        public Timing at(String time, String zone) {
            LocalTime clock;
            try {
                clock = LocalTime.parse(time);
            } catch (DateTimeException e) {
                throw Refusal.of("'%s' is no time of day: write 06:00".formatted(time));
            }
            return cron("%d %d %s".formatted(clock.getMinute(), clock.getHour(), fields), zone);
        }
    }

    /// A schedule. A value: every method answers a changed copy.
    public static final class Timing {
        private final Schedule.Timetable timetable;
        private final ZoneId zone;
        private final Window window;
        private final Schedule.Firing firing;

        /// When it counts.
        private record Window(
                @Nullable Instant start, @Nullable Instant end, boolean catchup) {}

        private Timing(Schedule.Timetable timetable, ZoneId zone) {
            this(timetable, zone, new Window(null, null, false), Schedule.Firing.DEFAULT);
        }

        private Timing(Schedule.Timetable timetable, ZoneId zone, Window window, Schedule.Firing firing) {
            this.timetable = timetable;
            this.zone = zone;
            this.window = window;
            this.firing = firing;
        }

        /// No run covers a time before this day begins in the schedule's zone.
        public Timing start(LocalDate day) {
            return start(day.atStartOfDay(zone).toInstant());
        }

        /// No run covers a time before it.
        public Timing start(Instant moment) {
            return within(new Window(moment, window.end(), window.catchup()));
        }

        /// No tick counts after this day has begun in the schedule's zone.
        public Timing end(LocalDate day) {
            return end(day.atStartOfDay(zone).toInstant());
        }

        /// No tick counts after it.
        public Timing end(Instant moment) {
            return within(new Window(window.start(), moment, window.catchup()));
        }

        /// Runs missed since the start are made up for; needs a start.
        public Timing catchup() {
            return within(new Window(window.start(), window.end(), true));
        }

        /// What a run is for; the stretch since the tick before, when nothing is said.
        public Timing covers(Schedule.Covers what) {
            return firing(firing.withCovers(what));
        }

        /// What becomes of a tick while the run of an earlier one has not ended.
        public Timing overlap(Schedule.Overlap policy) {
            return firing(firing.withOverlap(policy));
        }

        /// Runs fire later than their ticks by an amount below this one, always the same for the same tick.
        public Timing jitter(Duration most) {
            return firing(Refusal.asBadDag(() -> firing.withJitter(most)));
        }

        /// Without the ticks of these days in the schedule's zone, such as holidays; the next run covers their
        /// time as well.
        public Timing except(Collection<LocalDate> days) {
            var base = timetable instanceof Schedule.Except before ? before.base() : timetable;
            var all = new ArrayList<>(days);
            if (timetable instanceof Schedule.Except before) {
                all.addAll(before.days());
            }
            return new Timing(Refusal.asBadDag(() -> new Schedule.Except(base, all)), zone, window, firing);
        }

        private Timing within(Window changed) {
            return new Timing(timetable, zone, changed, firing);
        }

        private Timing firing(Schedule.Firing changed) {
            return new Timing(timetable, zone, window, changed);
        }

        Schedule schedule() {
            return new Schedule.Timed(timetable, zone, window.start(), window.end(), window.catchup(), firing);
        }
    }
}
