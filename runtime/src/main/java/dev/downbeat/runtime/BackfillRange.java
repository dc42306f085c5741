package dev.downbeat.runtime;

import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.decider.schedule.Ticks;
import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.PastRule;
import dev.downbeat.model.Schedule;
import dev.downbeat.store.runs.PgBackfills.Manner;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The intervals that a backfill is to run.
///
/// @param to inclusive
record BackfillRange(Ticks schedule, Instant from, Instant to, boolean backwards) {
    /// A backfill of more is refused.
    static final int MOST = 10_000;

    /// @throws DownbeatException BAD_INPUT when the DAG cannot be filled like this
    static BackfillRange of(DagSpec dag, BackfillRequest request, Manner manner) {
        if (manner.concurrency() < 1) {
            throw bad("concurrency is %d, it must be 1 or more".formatted(manner.concurrency()));
        }
        if (manner.backwards()
                && dag.tasks().stream().anyMatch(task -> task.policy().limits().past() != PastRule.NONE)) {
            throw bad("DAG '%s' has tasks that depend on the past: it cannot be filled backwards".formatted(dag.id()));
        }
        Schedule.Timed timed = regular(dag);
        Instant from = moment("from", request.from(), timed.zone());
        Instant to = moment("to", request.to(), timed.zone());
        if (to.isBefore(from)) {
            throw bad("the range ends (%s) before it begins (%s)".formatted(request.to(), request.from()));
        }
        return new BackfillRange(Ticks.of(dag.id(), timed), from, to, manner.backwards());
    }

    private static Schedule.Timed regular(DagSpec dag) {
        if (dag.schedule() instanceof Schedule.Timed timed
                && !(timed.timetable() instanceof Schedule.Once)
                && !(timed.timetable() instanceof Schedule.Continuous)) {
            return timed;
        }
        throw bad("DAG '%s' has no schedule with intervals, so there is nothing to fill: give it a cron, or trigger it"
                .formatted(dag.id()));
    }

    /// A date, or a date and time with an offset.
    private static Instant moment(String key, @Nullable String text, ZoneId zone) {
        if (text == null) {
            throw bad(
                    "give '%s': the %s logical date of the range".formatted(key, key.equals("to") ? "last" : "first"));
        }
        try {
            LocalDate day = LocalDate.parse(text);
            return key.equals("to")
                    ? day.plusDays(1).atStartOfDay(zone).toInstant().minus(1, ChronoUnit.MICROS)
                    : day.atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException _) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException _) {
                throw bad(
                        "'%s' is neither a date nor a date and time with an offset: write 2026-01-31 or".formatted(text)
                                + " 2026-01-31T06:00:00Z");
            }
        }
    }

    /// In the order in which they are run.
    ///
    /// @throws DownbeatException BAD_INPUT when there are none, or too many
    List<Tick> ticks(Instant now) {
        List<Tick> ticks = schedule.between(from, to, now, MOST + 1);
        if (ticks.isEmpty()) {
            throw bad("no interval that has passed has its logical date from %s to %s".formatted(from, to));
        }
        if (ticks.size() > MOST) {
            throw bad("the range has more than %,d intervals: fill a part of it first".formatted(MOST));
        }
        return backwards ? ticks.reversed() : ticks;
    }

    private static DownbeatException bad(String message) {
        return new DownbeatException(ErrorCode.BAD_INPUT, message);
    }
}
