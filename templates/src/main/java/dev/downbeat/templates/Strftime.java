package dev.downbeat.templates;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/// Dates by the format codes of Python's `strftime` and `strptime`, in English.
final class Strftime {
    private Strftime() {}

    static String format(Moment moment, String format) {
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char code = format.charAt(++i);
            if (code == '-' && i + 1 < format.length()) {
                // %-d: without the leading zero
                String padded = code(moment, format.charAt(++i));
                out.append(padded.replaceFirst("^0+(?=\\d)", ""));
            } else {
                out.append(code(moment, code));
            }
        }
        return out.toString();
    }

    private static String code(Moment moment, char code) {
        ZonedDateTime time = moment.at();
        boolean zoned = moment.form() == Moment.Form.ZONED;
        return switch (code) {
            case 'Y' -> "%04d".formatted(time.getYear());
            case 'y' -> two(Math.floorMod(time.getYear(), 100));
            case 'm' -> two(time.getMonthValue());
            case 'd' -> two(time.getDayOfMonth());
            case 'H' -> two(time.getHour());
            case 'I' -> two(time.getHour() % 12 == 0 ? 12 : time.getHour() % 12);
            case 'M' -> two(time.getMinute());
            case 'S' -> two(time.getSecond());
            case 'f' -> "%06d".formatted(time.getNano() / 1_000);
            case 'j' -> "%03d".formatted(time.getDayOfYear());
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
            case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
            case 'U' -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
            case 'W' -> two((time.getDayOfYear() + 6 - (time.getDayOfWeek().getValue() - 1)) / 7);
            case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'G' -> "%04d".formatted(time.get(IsoFields.WEEK_BASED_YEAR));
            case 's' -> String.valueOf(time.toEpochSecond());
            case 'F' -> format(moment, "%Y-%m-%d");
            case 'T' -> format(moment, "%H:%M:%S");
            case 'D' -> format(moment, "%m/%d/%y");
            case 'z' -> zoned ? Dates.offset(time, "+HHMM") : "";
            case 'Z' -> zoned ? zone(time) : "";
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            default -> throw unknown(code);
        };
    }

    private static String zone(ZonedDateTime time) {
        if (time.getOffset().equals(ZoneOffset.UTC)) {
            return "UTC";
        }
        return time.getZone() instanceof ZoneOffset offset
                ? "UTC" + offset
                : DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
    }

    private static String two(int number) {
        return "%02d".formatted(number);
    }

    private static TemplateFailure unknown(char code) {
        return new TemplateFailure(
                "'%%%s' is no date format code: use those of Python's strftime, such as %%Y-%%m-%%d".formatted(code));
    }

    static Moment parse(String text, String format) {
        var builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%' && i + 1 < format.length()) {
                append(builder, format.charAt(++i));
            } else {
                builder.appendLiteral(c);
            }
        }
        if (!format.contains("%j")) {
            builder.parseDefaulting(ChronoField.MONTH_OF_YEAR, 1).parseDefaulting(ChronoField.DAY_OF_MONTH, 1);
        }
        if (!format.contains("%I")) {
            builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
        }
        builder.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0).parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0);
        DateTimeFormatter formatter = builder.toFormatter(Locale.ENGLISH);
        try {
            TemporalAccessor parsed = formatter.parse(text);
            return parsed.isSupported(ChronoField.OFFSET_SECONDS)
                    ? new Moment(OffsetDateTime.from(parsed).toZonedDateTime(), Moment.Form.ZONED)
                    : new Moment(LocalDateTime.from(parsed).atZone(ZoneOffset.UTC), Moment.Form.LOCAL);
        } catch (DateTimeException e) {
            throw new TemplateFailure("'%s' does not have the form '%s'".formatted(text, format));
        }
    }

    private static void append(DateTimeFormatterBuilder builder, char code) {
        switch (code) {
            case 'Y' -> builder.appendValue(ChronoField.YEAR, 4);
            case 'y' -> builder.appendValueReduced(ChronoField.YEAR, 2, 2, 1969);
            case 'm' -> builder.appendValue(ChronoField.MONTH_OF_YEAR, 1, 2, SignStyle.NOT_NEGATIVE);
            case 'd' -> builder.appendValue(ChronoField.DAY_OF_MONTH, 1, 2, SignStyle.NOT_NEGATIVE);
            case 'j' -> builder.appendValue(ChronoField.DAY_OF_YEAR, 3);
            case 'H' -> builder.appendValue(ChronoField.HOUR_OF_DAY, 1, 2, SignStyle.NOT_NEGATIVE);
            case 'I' -> builder.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM, 1, 2, SignStyle.NOT_NEGATIVE);
            case 'M' -> builder.appendValue(ChronoField.MINUTE_OF_HOUR, 1, 2, SignStyle.NOT_NEGATIVE);
            case 'S' -> builder.appendValue(ChronoField.SECOND_OF_MINUTE, 1, 2, SignStyle.NOT_NEGATIVE);
            case 'f' -> builder.appendFraction(ChronoField.NANO_OF_SECOND, 1, 6, false);
            case 'p' -> builder.appendText(ChronoField.AMPM_OF_DAY, TextStyle.SHORT);
            case 'a' -> builder.appendText(ChronoField.DAY_OF_WEEK, TextStyle.SHORT);
            case 'A' -> builder.appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL);
            case 'b', 'h' -> builder.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT);
            case 'B' -> builder.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.FULL);
            case 'z' -> builder.appendPattern("[XXX][XX]");
            case '%' -> builder.appendLiteral('%');
            default -> throw unknown(code);
        }
    }
}
