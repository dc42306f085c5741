package dev.downbeat.templates;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Numbers out of other values, and rounding.
final class Numbers {
    private static final int LONGEST = 400;
    private static final int MOST_DIGITS = 300;

    private Numbers() {}

    static int toInt(@Nullable Object value, String name) {
        if (value instanceof Number number && Compare.equal(number, number.intValue())) {
            return number.intValue();
        }
        throw Arithmetic.wrong("'%s' must be a whole number, not %s".formatted(name, PyText.kind(value)));
    }

    /// What a text or number means as a decimal; empty when nothing.
    static Optional<BigDecimal> read(@Nullable Object value) {
        return switch (value) {
            case Boolean b -> Optional.of(b ? BigDecimal.ONE : BigDecimal.ZERO);
            case Number n when Double.isFinite(n.doubleValue()) -> Optional.of(Compare.exact(n));
            case CharSequence text
            when text.length() <= LONGEST -> parse(text.toString().strip());
            case null, default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> parse(String text) {
        try {
            var read = new BigDecimal(text);
            return Math.abs((long) read.precision() - read.scale()) > LONGEST ? Optional.empty() : Optional.of(read);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Cut towards zero.
    static Number whole(BigDecimal value) {
        BigInteger cut = value.toBigInteger();
        return Arithmetic.narrow(cut);
    }

    /// As Python's `round` filter of Jinja: a decimal, also when whole.
    static Number round(@Nullable Object value, int digits, String method) {
        if (!(value instanceof Number number)) {
            throw Arithmetic.wrong("'round' takes a number, not " + PyText.kind(value));
        }
        if (Math.abs(digits) > MOST_DIGITS) {
            throw Arithmetic.wrong("'round' goes to %d digits at most".formatted(MOST_DIGITS));
        }
        RoundingMode mode = switch (method) {
            case "common" -> RoundingMode.HALF_EVEN;
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> throw Arithmetic.wrong("'round' knows common, ceil and floor, not '" + method + "'");
        };
        if (!Double.isFinite(number.doubleValue())) {
            return number;
        }
        return Compare.exact(number).setScale(digits, mode).doubleValue();
    }
}
