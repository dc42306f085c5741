package dev.downbeat.model;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `500ms`, `30s`, `1h30m`, `2d`, `1w`; ISO-8601 (`PT30S`) is read too.
public final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d|w)");

    private Durations() {}

    /// @throws IllegalArgumentException when the text is no duration; the message shows the form
    public static Duration parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("P")) {
            try {
                return Duration.parse(trimmed);
            } catch (java.time.format.DateTimeParseException e) {
                throw bad(text);
            }
        }
        Matcher part = PART.matcher(trimmed);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            sum = sum.plusNanos(Math.round(Double.parseDouble(part.group(1)) * nanos(part.group(2))));
            end = part.end();
        }
        if (end == 0 || end != trimmed.length()) {
            throw bad(text);
        }
        return sum;
    }

    /// The shortest form that [#parse] reads back: `1h30m`, `500ms`, `0s`.
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        var text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? duration.toString() : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            case "d" -> 86_400e9;
            case "w" -> 604_800e9;
            default -> throw new IllegalArgumentException("unknown unit " + unit);
        };
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("'%s' is not a duration: write 30s, 5m, 1h30m, 2d".formatted(text));
    }
}
