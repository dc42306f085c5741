package dev.downbeat.decider.schedule;

import dev.downbeat.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How ticks follow one another, without beginning or end.
sealed interface Rhythm {
    /// The first tick strictly after.
    Optional<Instant> after(Instant moment);

    /// The last tick strictly before.
    Optional<Instant> before(Instant moment);

    /// @throws IllegalArgumentException when a cron expression is wrong
    static Rhythm of(Schedule.Timed schedule) {
        return of(schedule, schedule.timetable());
    }

    private static Rhythm of(Schedule.Timed schedule, Schedule.Timetable timetable) {
        return switch (timetable) {
            case Schedule.Cron cron -> new ByCron(Cron.parse(cron.expression()), schedule.zone());
            case Schedule.Crons crons ->
                new Together(crons.expressions().stream()
                        .<Rhythm>map(one -> new ByCron(Cron.parse(one), schedule.zone()))
                        .toList());
            case Schedule.Every every ->
                new Fixed(schedule.start() == null ? Instant.EPOCH : schedule.start(), every.interval());
            case Schedule.Moments moments -> new Listed(new TreeSet<>(moments.moments()));
            case Schedule.Except except ->
                new Except(of(schedule, except.base()), Set.copyOf(except.days()), schedule.zone());
            case Schedule.Once _, Schedule.Continuous _ -> new Silent();
        };
    }

    /// By a cron expression in a zone.
    record ByCron(Cron cron, ZoneId zone) implements Rhythm {
        @Override
        public Optional<Instant> after(Instant moment) {
            return cron.next(moment, zone);
        }

        @Override
        public Optional<Instant> before(Instant moment) {
            return cron.previous(moment, zone);
        }
    }

    /// Whenever one of several ticks.
    record Together(List<Rhythm> parts) implements Rhythm {
        @Override
        public Optional<Instant> after(Instant moment) {
            return parts.stream().flatMap(part -> part.after(moment).stream()).min(Comparator.naturalOrder());
        }

        @Override
        public Optional<Instant> before(Instant moment) {
            return parts.stream().flatMap(part -> part.before(moment).stream()).max(Comparator.naturalOrder());
        }
    }

    /// At a fixed distance, counted from an anchor.
    record Fixed(Instant anchor, Duration interval) implements Rhythm {
        @Override
        public Optional<Instant> after(Instant moment) {
            Instant atOrBefore = anchor.plus(interval.multipliedBy(steps(moment)));
            return Optional.of(atOrBefore.plus(interval));
        }

        @Override
        public Optional<Instant> before(Instant moment) {
            return Optional.of(anchor.plus(interval.multipliedBy(steps(moment.minusNanos(1)))));
        }

        /// Whole intervals from the anchor, rounded down.
        private long steps(Instant moment) {
            Duration distance = Duration.between(anchor, moment);
            long whole = distance.dividedBy(interval);
            return distance.isNegative() && interval.multipliedBy(whole).compareTo(distance) > 0 ? whole - 1 : whole;
        }
    }

    /// At the moments of a list.
    record Listed(NavigableSet<Instant> moments) implements Rhythm {
        @Override
        public Optional<Instant> after(Instant moment) {
            return Optional.ofNullable(moments.higher(moment));
        }

        @Override
        public Optional<Instant> before(Instant moment) {
            return Optional.ofNullable(moments.lower(moment));
        }
    }

    /// As another one, but not on some days.
    record Except(Rhythm base, Set<LocalDate> days, ZoneId zone) implements Rhythm {
        @Override
        public Optional<Instant> after(Instant moment) {
            Optional<Instant> tick = base.after(moment);
            while (tick.isPresent() && days.contains(day(tick.get()))) {
                // the rest of the day is left out as well
                Instant tomorrow =
                        day(tick.get()).plusDays(1).atStartOfDay(zone).toInstant();
                tick = base.after(tomorrow.minusNanos(1));
            }
            return tick;
        }

        @Override
        public Optional<Instant> before(Instant moment) {
            Optional<Instant> tick = base.before(moment);
            while (tick.isPresent() && days.contains(day(tick.get()))) {
                tick = base.before(day(tick.get()).atStartOfDay(zone).toInstant());
            }
            return tick;
        }

        private LocalDate day(Instant tick) {
            return LocalDate.ofInstant(tick, zone);
        }
    }

    /// No tick that could be reckoned: what follows depends on the runs themselves.
    record Silent() implements Rhythm {
        @Override
        public Optional<Instant> after(Instant moment) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> before(Instant moment) {
            return Optional.empty();
        }
    }
}
