package dev.downbeat.templates;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/// Python's `strftime` and `strptime` codes, in English and independent of the machine's locale.
final class Strftime {
    private Strftime() {}

    static String format(ZonedDateTime time, String format) {
        return formatter(format).format(time);
    }

    static ZonedDateTime parse(String text, String format) {
        try {
            TemporalAccessor read = formatter(format).parse(text);
            LocalDate day = read.query(TemporalQueries.localDate());
            LocalTime time = read.query(TemporalQueries.localTime());
            var zone = read.query(TemporalQueries.zone());
            if (day == null) {
                throw Arithmetic.wrong("the format '%s' names no whole date".formatted(format));
            }
            return day.atTime(time == null ? LocalTime.MIDNIGHT : time).atZone(zone == null ? ZoneOffset.UTC : zone);
        } catch (DateTimeException e) {
            throw Arithmetic.wrong("'%s' is not written as '%s'".formatted(text, format));
        }
    }

    private static DateTimeFormatter formatter(String format) {
        var builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                builder.appendLiteral(c);
            } else if (++i == format.length()) {
                throw Arithmetic.wrong("the format '%s' ends with a lone %%".formatted(format));
            } else if (format.charAt(i) == '-' && i + 1 < format.length()) {
                unpadded(builder, format.charAt(++i));
            } else {
                code(builder, format.charAt(i));
            }
        }
        return builder.toFormatter(Locale.ENGLISH);
    }

    private static void code(DateTimeFormatterBuilder to, char code) {
        switch (code) {
            case 'Y' -> to.appendValue(ChronoField.YEAR, 4);
            case 'y' -> to.appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1969, 1, 1));
            case 'm' -> to.appendValue(ChronoField.MONTH_OF_YEAR, 2);
            case 'd' -> to.appendValue(ChronoField.DAY_OF_MONTH, 2);
            case 'H' -> to.appendValue(ChronoField.HOUR_OF_DAY, 2);
            case 'I' -> to.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM, 2);
            case 'M' -> to.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
            case 'S' -> to.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
            case 'f' -> to.appendFraction(ChronoField.MICRO_OF_SECOND, 6, 6, false);
            case 'j' -> to.appendValue(ChronoField.DAY_OF_YEAR, 3);
            case 'V' -> to.appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2);
            case 'G' -> to.appendValue(IsoFields.WEEK_BASED_YEAR, 4);
            case 'u' -> to.appendValue(ChronoField.DAY_OF_WEEK, 1);
            case 's' -> to.appendValue(ChronoField.INSTANT_SECONDS);
            case 'b', 'h' -> to.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT);
            case 'B' -> to.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.FULL);
            case 'a' -> to.appendText(ChronoField.DAY_OF_WEEK, TextStyle.SHORT);
            case 'A' -> to.appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL);
            case 'p' -> to.appendText(ChronoField.AMPM_OF_DAY, TextStyle.SHORT);
            case 'z' -> to.appendOffset("+HHMM", "+0000");
            case 'Z' -> to.appendZoneOrOffsetId();
            case 'F' -> to.appendPattern("uuuu-MM-dd");
            case 'T' -> to.appendPattern("HH:mm:ss");
            case 'D' -> to.appendPattern("MM/dd/yy");
            case 'R' -> to.appendPattern("HH:mm");
            case '%' -> to.appendLiteral('%');
            default -> throw Arithmetic.wrong("'%%%s' is no code of a date format".formatted(code));
        }
    }

    private static void unpadded(DateTimeFormatterBuilder to, char code) {
        switch (code) {
            case 'm' -> to.appendValue(ChronoField.MONTH_OF_YEAR);
            case 'd' -> to.appendValue(ChronoField.DAY_OF_MONTH);
            case 'H' -> to.appendValue(ChronoField.HOUR_OF_DAY);
            case 'I' -> to.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM);
            case 'M' -> to.appendValue(ChronoField.MINUTE_OF_HOUR);
            case 'S' -> to.appendValue(ChronoField.SECOND_OF_MINUTE);
            case 'j' -> to.appendValue(ChronoField.DAY_OF_YEAR);
            default -> throw Arithmetic.wrong("'%%-%s' is no code of a date format".formatted(code));
        }
    }
}
