package dev.downbeat.decider.schedule;

import dev.downbeat.model.Nearest;
import java.util.List;
import java.util.Locale;

/// One kind of field: what it is called, which numbers it holds and which names stand for them.
enum CronField {
    SECOND("second", 0, 59, ""),
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY("day of month", 1, 31, ""),
    MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    /// Sunday is 0 in the set, and may be written as 7.
    WEEKDAY("day of week", 0, 7, "SUN MON TUE WED THU FRI SAT");

    private final String title;
    private final int min;
    private final int max;
    private final String names;

    CronField(String title, int min, int max, String names) {
        this.title = title;
        this.min = min;
        this.max = max;
        this.names = names;
    }

    /// What one term of a list covers.
    ///
    /// @param values bit n is set when n is in it
    /// @param open   it was written over the whole range: `*`, `?`, with or without a step
    record Term(long values, boolean open) {}

    Term term(String text) {
        int slash = text.indexOf('/');
        String range = slash < 0 ? text : text.substring(0, slash);
        int step = slash < 0 ? 1 : step(text.substring(slash + 1));
        if (range.equals("*") || range.equals("?")) {
            if (range.equals("?") && this != DAY && this != WEEKDAY) {
                throw bad(text, "'?' stands only for a day of month or of week, write '*'");
            }
            return new Term(bits(min, last(), step), true);
        }
        int dash = range.indexOf('-');
        int from = number(dash < 0 ? range : range.substring(0, dash));
        int to = dash < 0 ? (slash < 0 ? from : last()) : number(range.substring(dash + 1));
        if (to >= from) {
            return new Term(bits(from, to, step), from == min && to == last());
        }
        if (this != WEEKDAY) {
            throw bad(
                    text,
                    "the range runs backwards, write %s-%d,%d-%s"
                            .formatted(range.substring(0, dash), last(), min, range.substring(dash + 1)));
        }
        // A week begins where one likes: FRI-MON, SAT-SUN.
        return new Term(bits(from, to + 7, step), false);
    }

    /// A number of this field, by name or digits.
    int number(String text) {
        int named = names().indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) {
            return min + named;
        }
        if (!text.matches("\\d{1,9}")) {
            String allowed = names.isEmpty() ? numbers() : numbers() + " or " + names;
            throw bad(text, "use " + allowed + Nearest.hint(text, names()));
        }
        int value = Integer.parseInt(text);
        if (value < min || value > max) {
            throw bad(text, "use %s (nearest: %d)".formatted(numbers(), value < min ? min : max));
        }
        return value;
    }

    private int step(String text) {
        int size = last() - min + 1;
        int step = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
        if (step < 1) {
            throw bad("/" + text, "a step is a number from 1 to " + size);
        }
        if (step > size) {
            throw bad("/" + text, "a step is at most %d, since it begins anew with each %s".formatted(size, larger()));
        }
        return step;
    }

    private String larger() {
        return switch (this) {
            case SECOND -> "minute";
            case MINUTE -> "hour";
            case HOUR -> "day";
            case DAY -> "month";
            case MONTH -> "year";
            case WEEKDAY -> "week";
        };
    }

    private int last() {
        return this == WEEKDAY ? 6 : max;
    }

    private long bits(int from, int to, int step) {
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            bits |= 1L << (this == WEEKDAY ? value % 7 : value);
        }
        return bits;
    }

    private List<String> names() {
        return names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    private String numbers() {
        return min + "-" + max;
    }

    IllegalArgumentException bad(String text, String allowed) {
        return new IllegalArgumentException("'%s' is no %s: %s".formatted(text, title, allowed));
    }

    /// The terms of a list.
    List<String> split(String text) {
        List<String> terms = List.of(text.split(",", -1));
        if (terms.stream().anyMatch(String::isEmpty)) {
            throw bad(text, "something is missing beside a comma");
        }
        return terms;
    }
}
