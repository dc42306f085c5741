package dev.downbeat.model;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When runs of a DAG start by themselves.
public sealed interface Schedule {
    /// Only by hand or by API.
    record Manual() implements Schedule {}

    /// By what happens elsewhere, and by its times too if it has any.
    ///
    /// @param call    a call from outside; null for none
    /// @param assets  the assets whose updates start a run; null for none
    /// @param watches what updates assets by looking outside, each another one
    /// @param times   [Manual] or [Timed]
    record Triggered(@Nullable Webhook call, @Nullable AssetCondition assets, List<Watch> watches, Schedule times)
            implements Schedule {
        public Triggered {
            // Specs that were stored before there were any have none.
            watches = watches == null ? List.of() : List.copyOf(watches);
            if (times instanceof Triggered) {
                throw new IllegalArgumentException("a DAG has one webhook and one condition over assets");
            }
        }
    }

    /// The same, and by these triggers too. A DAG that watches assets and names none that it consumes consumes any of
    /// those.
    default Schedule triggeredBy(@Nullable Webhook call, @Nullable AssetCondition consumes, List<Watch> watches) {
        if (call == null && consumes == null && watches.isEmpty()) {
            return this;
        }
        AssetCondition condition = consumes == null && !watches.isEmpty() ? anyOf(watches) : consumes;
        return new Triggered(call, condition, watches, this);
    }

    private static AssetCondition anyOf(List<Watch> watches) {
        List<AssetCondition> assets = watches.stream()
                .<AssetCondition>map(watch -> new AssetCondition.One(watch.asset()))
                .toList();
        return assets.size() == 1 ? assets.getFirst() : new AssetCondition.Any(assets);
    }

    /// The times at which runs start; empty when there are none.
    default Optional<Timed> timed() {
        return switch (this) {
            case Manual _ -> Optional.empty();
            case Timed timed -> Optional.of(timed);
            case Triggered triggered -> triggered.times().timed();
        };
    }

    /// The call that starts a run; empty when none does.
    default Optional<Webhook> webhook() {
        return this instanceof Triggered triggered ? Optional.ofNullable(triggered.call()) : Optional.empty();
    }

    /// The assets whose updates start a run; empty when none do.
    default Optional<AssetCondition> consumes() {
        return this instanceof Triggered triggered ? Optional.ofNullable(triggered.assets()) : Optional.empty();
    }

    /// What updates assets by looking outside.
    default List<Watch> watches() {
        return this instanceof Triggered triggered ? triggered.watches() : List.of();
    }

    /// By a timetable within a window.
    ///
    /// @param zone    an IANA zone or UTC; there is no default, a naive time is an error
    /// @param catchup whether runs missed between `start` and now are made up for
    /// @param start   no run covers a time before it; null: from the moment the DAG was first seen
    /// @param end     no tick counts after it; null: never ends
    /// @param firing  how ticks become runs
    record Timed(
            Timetable timetable,
            ZoneId zone,
            @Nullable Instant start,
            @Nullable Instant end,
            boolean catchup,
            Firing firing)
            implements Schedule {
        public Timed {
            // Specs that were stored before there was a choice have none.
            firing = firing == null ? Firing.DEFAULT : firing;
            if (start != null && end != null && !start.isBefore(end)) {
                throw new IllegalArgumentException(
                        "the schedule ends (%s) before it starts (%s)".formatted(end, start));
            }
            if (catchup && start == null) {
                throw new IllegalArgumentException("catchup needs a start");
            }
            if (catchup && firing.overlap() != Overlap.ALLOW_ALL && firing.overlap() != Overlap.BUFFER_ALL) {
                throw new IllegalArgumentException(
                        "catchup runs every interval, overlap: %s does not: use allow_all or buffer_all"
                                .formatted(firing.overlap().word()));
            }
        }

        public Timed(
                Timetable timetable, ZoneId zone, @Nullable Instant start, @Nullable Instant end, boolean catchup) {
            this(timetable, zone, start, end, catchup, Firing.DEFAULT);
        }

        public Timed withFiring(Firing firing) {
            return new Timed(timetable, zone, start, end, catchup, firing);
        }
    }

    /// How ticks become runs.
    ///
    /// @param jitter a run fires later than its tick by an amount below this one, which is always the same for
    ///         the same DAG and tick
    record Firing(Covers covers, Overlap overlap, Duration jitter) {
        public static final Firing DEFAULT = new Firing(Covers.INTERVAL, Overlap.ALLOW_ALL, Duration.ZERO);

        public Firing {
            if (jitter.isNegative()) {
                throw new IllegalArgumentException(
                        "jitter must not be negative, was " + Durations.format(jitter.negated()));
            }
        }

        public Firing withCovers(Covers covers) {
            return new Firing(covers, overlap, jitter);
        }

        public Firing withOverlap(Overlap overlap) {
            return new Firing(covers, overlap, jitter);
        }

        public Firing withJitter(Duration jitter) {
            return new Firing(covers, overlap, jitter);
        }
    }

    /// What a run is for.
    enum Covers {
        /// The stretch from the tick before to the tick at which it fires; its logical date is the beginning.
        INTERVAL,
        /// The moment of its tick, which is its logical date too.
        MOMENT
    }

    /// What becomes of a tick while a run that an earlier tick started has not ended.
    enum Overlap {
        /// It is left out.
        SKIP,
        /// It waits for the end of that run; further ones are left out.
        BUFFER_ONE,
        /// It waits for the end of that run, and further ones behind it.
        BUFFER_ALL,
        /// That run is cancelled; when it has ended, the new one starts.
        CANCEL_OTHER,
        /// That run is cancelled, and the new one starts at once.
        TERMINATE_OTHER,
        /// It starts, so long as there is room among `max_active_runs`.
        ALLOW_ALL;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What cron expressions stand for: a single one may be `@once` or `@continuous`, as people who come from
    /// elsewhere write it.
    ///
    /// @throws IllegalArgumentException when there is none
    static Timetable byCron(List<String> expressions) {
        if (expressions.size() != 1) {
            return new Crons(expressions);
        }
        return switch (expressions.getFirst().strip().toLowerCase(Locale.ROOT)) {
            case "@once" -> new Once();
            case "@continuous" -> new Continuous();
            default -> new Cron(expressions.getFirst());
        };
    }

    /// The rule by which ticks follow one another.
    sealed interface Timetable {}

    /// A cron expression of 5 fields, 6 (seconds first), or a preset such as `@daily`; checked by whoever
    /// reads it.
    record Cron(String expression) implements Timetable {}

    /// Several cron expressions: it ticks whenever one of them does; where two tick together, once.
    record Crons(List<String> expressions) implements Timetable {
        public Crons {
            expressions = List.copyOf(expressions);
            if (expressions.isEmpty()) {
                throw new IllegalArgumentException("a schedule of several crons has none");
            }
        }
    }

    /// At a fixed distance in real time, whatever the clocks do.
    record Every(Duration interval) implements Timetable {
        public Every {
            Objects.requireNonNull(interval);
            if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException(
                        "an interval must be at least 1s, was " + Durations.format(interval));
            }
        }
    }

    /// A calendar of one's own: exactly these moments.
    ///
    /// @param moments in order, each once
    record Moments(List<Instant> moments) implements Timetable {
        public static final int MOST = 10_000;

        public Moments {
            moments = List.copyOf(new TreeSet<>(moments));
            if (moments.isEmpty() || moments.size() > MOST) {
                throw new IllegalArgumentException(
                        "a schedule by moments has 1 to %,d of them, this one has %,d".formatted(MOST, moments.size()));
            }
        }
    }

    /// Another timetable, but not on these days of the schedule's zone.
    ///
    /// @param base one of cron, crons, every and moments
    /// @param days in order, each once
    record Except(Timetable base, List<LocalDate> days) implements Timetable {
        public static final int MOST = 10_000;

        public Except {
            days = List.copyOf(new TreeSet<>(days));
            if (base instanceof Once || base instanceof Continuous || base instanceof Except) {
                throw new IllegalArgumentException("days can be left out by cron, every and moments only");
            }
            if (days.size() > MOST) {
                throw new IllegalArgumentException(
                        "a schedule leaves out at most %,d days, this one %,d".formatted(MOST, days.size()));
            }
        }
    }

    /// One run, as soon as the DAG is seen.
    record Once() implements Timetable {}

    /// One run after another: the next one starts when the one before it has ended.
    record Continuous() implements Timetable {}
}
