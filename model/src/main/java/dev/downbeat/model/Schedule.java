package dev.downbeat.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// When runs of a DAG start by themselves.
public sealed interface Schedule {
    /// Only by hand or by API.
    record Manual() implements Schedule {}

    /// By a timetable within a window.
    ///
    /// @param zone    an IANA zone or UTC; there is no default, a naive time is an error
    /// @param catchup whether intervals missed between `start` and now are made up for
    /// @param start   no run covers a time before it; null: from the moment the DAG was first seen
    /// @param end     no run fires after it; null: never ends
    record Timed(
            Timetable timetable,
            ZoneId zone,
            @Nullable Instant start,
            @Nullable Instant end,
            boolean catchup) implements Schedule {
        public Timed {
            if (start != null && end != null && !start.isBefore(end)) {
                throw new IllegalArgumentException(
                        "the schedule ends (%s) before it starts (%s)".formatted(end, start));
            }
            if (catchup && start == null) {
                throw new IllegalArgumentException("catchup needs a start");
            }
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

    /// One run, as soon as the DAG is seen.
    record Once() implements Timetable {}

    /// One run after another: the next one starts when the one before it has ended.
    record Continuous() implements Timetable {}
}
