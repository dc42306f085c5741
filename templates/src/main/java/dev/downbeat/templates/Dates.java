package dev.downbeat.templates;

import dev.downbeat.model.Durations;
import dev.downbeat.model.Nearest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Dates and times in templates: a [Moment], or ISO-8601 text as JSON carries it (`2026-01-31`,
/// `2026-01-31T06:00:00+00:00`). What changes a date gives back what it was given: text for text.
final class Dates {
    /// What a date gives as an attribute: `logical_date.year`.
    static final List<String> PARTS = List.of(
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "microsecond",
            "day_of_week",
            "day_of_year",
            "timezone");

    /// What a date can be moved by.
    static final List<String> UNITS = List.of("years", "months", "weeks", "days", "hours", "minutes", "seconds");

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private Dates() {}

    /// Null when the value is no date.
    static @Nullable Moment read(@Nullable Object value) {
        return switch (value) {
            case Moment moment -> moment;
            case String text -> readText(text);
            case null, default -> null;
        };
    }

    private static @Nullable Moment readText(String text) {
        if (text.length() < 8 || text.length() > 60 || !Character.isDigit(text.charAt(0))) {
            return null;
        }
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
        try {
            if (iso.length() == 8) {
                return date(LocalDate.parse(iso, DateTimeFormatter.BASIC_ISO_DATE));
            }
            if (iso.length() == 10) {
                return date(LocalDate.parse(iso));
            }
            var time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    iso, ZonedDateTime::from, OffsetDateTime::from, LocalDateTime::from);
            return switch (time) {
                case ZonedDateTime zoned -> new Moment(zoned, Moment.Form.ZONED);
                case OffsetDateTime offset -> new Moment(offset.toZonedDateTime(), Moment.Form.ZONED);
                default -> new Moment(LocalDateTime.from(time).atZone(ZoneOffset.UTC), Moment.Form.LOCAL);
            };
        } catch (DateTimeException _) {
            return null;
        }
    }

    static Moment need(String what, @Nullable Object value) {
        Moment moment = read(value);
        if (moment == null) {
            throw new TemplateFailure("%s needs a date such as 2026-01-31 or 2026-01-31T06:00:00+00:00, got %s"
                    .formatted(what, value instanceof String text ? "'" + text + "'" : Text.kind(value)));
        }
        return moment;
    }

    private static Moment date(LocalDate date) {
        return new Moment(date.atStartOfDay(ZoneOffset.UTC), Moment.Form.DATE);
    }

    /// With time and, where there is one, the offset: `2026-01-31T06:00:00+00:00`.
    static String iso(Moment moment) {
        String base = SECONDS.format(moment.at());
        int micros = moment.at().getNano() / 1_000;
        String fraction = micros == 0 ? "" : ".%06d".formatted(micros);
        return base + fraction + (moment.form() == Moment.Form.ZONED ? offset(moment.at(), "+HH:MM") : "");
    }

    /// @param pattern `+HH:MM` or `+HHMM`
    static String offset(ZonedDateTime time, String pattern) {
        return new DateTimeFormatterBuilder()
                .appendOffset(pattern, pattern.replaceAll("[HM]", "0"))
                .toFormatter()
                .format(time);
    }

    /// One of [#PARTS].
    static Object part(Moment moment, String name) {
        ZonedDateTime time = moment.at();
        return switch (name) {
            case "year" -> time.getYear();
            case "month" -> time.getMonthValue();
            case "day" -> time.getDayOfMonth();
            case "hour" -> time.getHour();
            case "minute" -> time.getMinute();
            case "second" -> time.getSecond();
            case "microsecond" -> time.getNano() / 1_000;
            case "day_of_week" -> time.getDayOfWeek().getValue();
            case "day_of_year" -> time.getDayOfYear();
            case "timezone" ->
                time.getZone().equals(ZoneOffset.UTC) ? "UTC" : time.getZone().getId();
            default -> throw new IllegalArgumentException("no part " + name);
        };
    }

    /// `date_add("1d12h")`, `date_add("-2h")`, `date_add(months=1, days=-1)`
    ///
    /// @param sign 1 or -1
    static Object add(@Nullable Object value, Bound arguments, int sign) {
        Moment moment = need("date_add", value);
        try {
            ZonedDateTime time = moment.at()
                    .plusYears(amount(arguments, "years", sign))
                    .plusMonths(amount(arguments, "months", sign))
                    .plusWeeks(amount(arguments, "weeks", sign))
                    .plusDays(amount(arguments, "days", sign))
                    .plusHours(amount(arguments, "hours", sign))
                    .plusMinutes(amount(arguments, "minutes", sign))
                    .plusSeconds(amount(arguments, "seconds", sign));
            if (arguments.has("duration")) {
                time = time.plus(duration(arguments.text("duration")));
            }
            return like(value, moment.with(time));
        } catch (DateTimeException | ArithmeticException e) {
            throw new TemplateFailure("date_add: the result is out of range");
        }
    }

    /// Text where `given` was text.
    static Object like(@Nullable Object given, Moment moment) {
        return given instanceof Moment ? moment : moment.toString();
    }

    private static long amount(Bound arguments, String unit, int sign) {
        return (long) sign * arguments.integer(unit, 0);
    }

    static Moment inZone(Moment moment, String zone) {
        try {
            return new Moment(moment.at().withZoneSameInstant(ZoneId.of(zone)), Moment.Form.ZONED);
        } catch (DateTimeException e) {
            throw new TemplateFailure(
                    "'%s' is no time zone%s".formatted(zone, Nearest.hint(zone, ZoneId.getAvailableZoneIds())));
        }
    }

    private static Duration duration(String text) {
        String trimmed = text.strip();
        try {
            return trimmed.startsWith("-")
                    ? Durations.parse(trimmed.substring(1)).negated()
                    : Durations.parse(trimmed);
        } catch (IllegalArgumentException e) {
            throw new TemplateFailure("date_add: " + e.getMessage());
        }
    }
}
