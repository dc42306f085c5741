package dev.downbeat.templates;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `macros`: date reckoning as Airflow has it.
final class Macros {
    static final Macros ALL = new Macros();
    static final List<String> NAMES = List.of("ds_add", "ds_format", "datetime_diff", "datetime");

    private Macros() {}

    Object call(String name, Args args) {
        return switch (name) {
            case "ds_add" -> dsAdd(args.need(0, "ds"), args.number(1, "days", 0));
            case "ds_format" ->
                Strftime.format(
                        Strftime.parse(args.needText(0, "ds"), args.needText(1, "input_format")),
                        args.needText(2, "output_format"));
            case "datetime_diff" -> diff(moment(args.need(0, "a")), moment(args.need(1, "b")));
            case "datetime" -> moment(args.need(0, "text"));
            default -> throw new IllegalStateException(name);
        };
    }

    private static String dsAdd(@Nullable Object ds, int days) {
        try {
            LocalDate day = moment(ds).at().toLocalDate();
            return day.plusDays(days).format(Moment.DAY);
        } catch (DateTimeException e) {
            throw Arithmetic.wrong("the date would be out of range");
        }
    }

    /// Seconds from `b` to `a`; whole where they are.
    private static Number diff(Moment a, Moment b) {
        var between = Duration.between(b.at(), a.at());
        return between.getNano() == 0
                ? Arithmetic.narrow(java.math.BigInteger.valueOf(between.getSeconds()))
                : between.toNanos() / 1e9;
    }

    static Moment moment(@Nullable Object value) {
        return switch (value) {
            case Moment moment -> moment;
            case CharSequence text ->
                Moment.parse(text.toString().strip())
                        .orElseThrow(() -> Arithmetic.wrong(
                                "'%s' is no date or time: write 2026-01-31 or 2026-01-31T06:00:00Z".formatted(text)));
            case null, default -> throw Arithmetic.wrong("a date or time is needed, not " + PyText.kind(value));
        };
    }

    /// As a variable among JSON values it is an empty object.
    @JsonValue
    Map<String, String> json() {
        return Map.of();
    }

    @Override
    public String toString() {
        return "macros";
    }
}
