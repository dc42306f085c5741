package dev.downbeat.decider.schedule;

import dev.downbeat.model.Nearest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A cron expression. What it understands:
///
/// - 5 fields (minute, hour, day of month, month, day of week) or 6 (second first);
/// - `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@quarterly`, `@yearly`, `@annually`;
/// - lists `1,2`, ranges `1-5`, steps `*/5` `10-40/10` `5/15` (from 5 on), names `JAN` `MON`, `?` for a day
/// that is open;
/// - day of month: `L` the last day, `15W` the weekday nearest to the 15th in that month, `LW` the last
/// weekday;
/// - day of week: 0 and 7 are Sunday, `MON#2` the second Monday, `5L` or `FRIL` the last Friday.
///
/// When day of month and day of week are both given, a day that fits either one fits: `0 0 13 * 5` is every
/// 13th and every Friday. What happens where the clocks change is told in the package's description.
///
/// ```java
/// Cron.parse("0 6 * * MON-FRI").next(now, ZoneId.of("Europe/Helsinki"))
/// ```
public final class Cron {
    private static final Map<String, String> PRESETS = new TreeMap<>(Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@quarterly", "0 0 1 */3 *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *"));

    private static final LocalDateTime FIRST = LocalDateTime.of(1, 1, 1, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(9999, 12, 31, 23, 59, 59);

    private final String expression;
    private final CronDays days;
    private final CronTimes times;

    private Cron(String expression, CronDays days, CronTimes times) {
        this.expression = expression;
        this.days = days;
        this.times = times;
    }

    /// @throws IllegalArgumentException when the text is no cron expression or names no day that ever comes (30
    ///         February); the message says which field, what it holds and what is allowed
    public static Cron parse(String expression) {
        String text = expression.strip();
        List<String> words = new ArrayList<>(List.of(preset(text).split("\\s+")));
        if (words.size() == 5) {
            words.addFirst("0");
        }
        if (words.size() != 6) {
            throw new IllegalArgumentException(
                    ("'%s' is not a cron expression: it has %s, but needs 5 (minute hour day month weekday), 6 (second"
                                    + " first) or one of %s")
                            .formatted(expression, fields(text), String.join(" ", PRESETS.keySet())));
        }
        try {
            var times = CronTimes.parse(words.get(0), words.get(1), words.get(2));
            var days = CronDays.parse(words.get(3), words.get(4), words.get(5));
            return new Cron(text, days, times);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cron '%s': %s".formatted(expression, e.getMessage()), e);
        }
    }

    private static String fields(String text) {
        if (text.isEmpty()) {
            return "no field";
        }
        int count = text.split("\\s+").length;
        return count == 1 ? "1 field" : count + " fields";
    }

    private static String preset(String text) {
        if (!text.startsWith("@")) {
            return text;
        }
        String fields = PRESETS.get(text.toLowerCase(java.util.Locale.ROOT));
        if (fields == null) {
            throw new IllegalArgumentException("'%s' is not a preset: use one of %s%s"
                    .formatted(text, String.join(" ", PRESETS.keySet()), Nearest.hint(text, PRESETS.keySet())));
        }
        return fields;
    }

    /// The first tick strictly after a moment; empty only at the end of the calendar (year 9999).
    public Optional<Instant> next(Instant after, ZoneId zone) {
        Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (true) {
            Stretch stretch = Stretch.of(from, zone, times.everyHour());
            if (from.isBefore(stretch.opens())) {
                from = stretch.opens();
            }
            LocalDateTime local = stretch.local(from);
            if (local.isAfter(LAST) || local.isBefore(FIRST)) {
                return Optional.empty();
            }
            Instant found = earlier(plainNext(stretch, local), shiftedNext(stretch, local));
            if (found != null && stretch.holds(found)) {
                return Optional.of(found);
            }
            if (stretch.end() == null) {
                return Optional.empty();
            }
            from = stretch.end();
        }
    }

    /// The last tick strictly before a moment; empty only at the beginning of the calendar (year 1).
    public Optional<Instant> previous(Instant before, ZoneId zone) {
        Instant whole = before.truncatedTo(ChronoUnit.SECONDS);
        Instant from = whole.equals(before) ? whole.minusSeconds(1) : whole;
        while (true) {
            Stretch stretch = Stretch.of(from, zone, times.everyHour());
            LocalDateTime local = stretch.local(from);
            if (local.isAfter(LAST) || local.isBefore(FIRST)) {
                return Optional.empty();
            }
            Instant found = later(plainPrevious(stretch, local), shiftedPrevious(stretch, local));
            if (found != null) {
                return Optional.of(found);
            }
            if (stretch.begin() == null) {
                return Optional.empty();
            }
            from = stretch.begin().minusSeconds(1);
        }
    }

    private @Nullable Instant plainNext(Stretch stretch, LocalDateTime from) {
        LocalDateTime found = atOrAfter(from);
        return found == null ? null : stretch.instant(found);
    }

    private @Nullable Instant shiftedNext(Stretch stretch, LocalDateTime from) {
        ZoneOffsetTransition gap = stretch.gap();
        if (gap == null) {
            return null;
        }
        LocalDateTime unshifted = from.minus(gap.getDuration());
        if (!unshifted.isBefore(gap.getDateTimeAfter())) {
            return null;
        }
        LocalDateTime first = gap.getDateTimeBefore();
        LocalDateTime found = atOrAfter(unshifted.isBefore(first) ? first : unshifted);
        return found == null || !found.isBefore(gap.getDateTimeAfter())
                ? null
                : stretch.instant(found.plus(gap.getDuration()));
    }

    private @Nullable Instant plainPrevious(Stretch stretch, LocalDateTime from) {
        LocalDateTime found = atOrBefore(from);
        if (found == null) {
            return null;
        }
        Instant instant = stretch.instant(found);
        return instant.isBefore(stretch.opens()) ? null : instant;
    }

    private @Nullable Instant shiftedPrevious(Stretch stretch, LocalDateTime from) {
        ZoneOffsetTransition gap = stretch.gap();
        if (gap == null) {
            return null;
        }
        LocalDateTime unshifted = from.minus(gap.getDuration());
        LocalDateTime last = gap.getDateTimeAfter().minusSeconds(1);
        LocalDateTime found = atOrBefore(unshifted.isAfter(last) ? last : unshifted);
        return found == null || found.isBefore(gap.getDateTimeBefore())
                ? null
                : stretch.instant(found.plus(gap.getDuration()));
    }

    private @Nullable LocalDateTime atOrAfter(LocalDateTime from) {
        int second = days.match(from.toLocalDate())
                ? times.ceiling(from.toLocalTime().toSecondOfDay())
                : -1;
        if (second >= 0) {
            return from.toLocalDate().atStartOfDay().plusSeconds(second);
        }
        LocalDate day = days.after(from.toLocalDate(), LAST.toLocalDate());
        return day == null ? null : day.atStartOfDay().plusSeconds(times.ceiling(0));
    }

    private @Nullable LocalDateTime atOrBefore(LocalDateTime from) {
        int second =
                days.match(from.toLocalDate()) ? times.floor(from.toLocalTime().toSecondOfDay()) : -1;
        if (second >= 0) {
            return from.toLocalDate().atStartOfDay().plusSeconds(second);
        }
        LocalDate day = days.before(from.toLocalDate(), FIRST.toLocalDate());
        return day == null ? null : day.atStartOfDay().plusSeconds(times.floor(CronTimes.LAST_SECOND));
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        return a == null || (b != null && b.isBefore(a)) ? b : a;
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        return a == null || (b != null && b.isAfter(a)) ? b : a;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cron cron && cron.days.equals(days) && cron.times.equals(times);
    }

    @Override
    public int hashCode() {
        return days.hashCode() * 31 + times.hashCode();
    }

    /// The expression as it was written.
    @Override
    public String toString() {
        return expression;
    }

    /// Real time between two changes of a zone's clocks: the offset is the same throughout.
    ///
    /// @param begin first moment; null: since ever
    /// @param opens first moment that can be a tick of its own: later than `begin` where local times are
    ///         repeated
    /// @param end   first moment of what follows; null: for ever
    /// @param gap   the local times skipped at `begin` that are made up for in this stretch; null: none
    private record Stretch(
            ZoneOffset offset,
            @Nullable Instant begin,
            Instant opens,
            @Nullable Instant end,
            @Nullable ZoneOffsetTransition gap) {

        static Stretch of(Instant moment, ZoneId zone, boolean everyHour) {
            var rules = zone.getRules();
            // previousTransition looks strictly before, and a change belongs to what it begins.
            ZoneOffsetTransition before = rules.previousTransition(moment.plusNanos(1));
            ZoneOffsetTransition after = rules.nextTransition(moment);
            Instant begin = before == null ? null : before.getInstant();
            Instant opens = begin == null ? Instant.MIN : begin;
            if (before != null && before.isOverlap() && !everyHour) {
                opens = opens.plus(Duration.between(before.getDateTimeAfter(), before.getDateTimeBefore()));
            }
            boolean shifts = before != null && before.isGap() && !everyHour;
            return new Stretch(
                    rules.getOffset(moment),
                    begin,
                    opens,
                    after == null ? null : after.getInstant(),
                    shifts ? before : null);
        }

        LocalDateTime local(Instant moment) {
            return LocalDateTime.ofInstant(moment, offset);
        }

        Instant instant(LocalDateTime local) {
            return local.toInstant(offset);
        }

        boolean holds(Instant moment) {
            return end == null || moment.isBefore(end);
        }
    }
}
