package dev.downbeat.templates;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Arithmetic as in Python: whole numbers stay exact and grow as needed, `/` gives a fraction, `//` and `%`
/// round down.
final class Numbers {
    private static final BigInteger INT_MIN = BigInteger.valueOf(Integer.MIN_VALUE);
    private static final BigInteger INT_MAX = BigInteger.valueOf(Integer.MAX_VALUE);

    private Numbers() {}

    /// The smallest of Integer, Long and BigInteger that holds the number.
    static Number narrow(BigInteger number) {
        if (number.compareTo(INT_MIN) >= 0 && number.compareTo(INT_MAX) <= 0) {
            return number.intValue();
        }
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    static boolean whole(@Nullable Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof BigInteger;
    }

    static BigInteger big(Number whole) {
        return whole instanceof BigInteger big ? big : BigInteger.valueOf(whole.longValue());
    }

    static int compare(Number a, Number b) {
        if (Double.isFinite(a.doubleValue()) && Double.isFinite(b.doubleValue())) {
            return decimal(a).compareTo(decimal(b));
        }
        return Double.compare(a.doubleValue(), b.doubleValue());
    }

    static Number negate(Number number) {
        if (whole(number)) {
            return narrow(big(number).negate());
        }
        return number instanceof BigDecimal decimal ? (Number) decimal.negate() : (Number) (-number.doubleValue());
    }

    static Number apply(Expr.Operator operator, Number a, Number b) {
        boolean zero = b.doubleValue() == 0;
        return switch (operator) {
            case ADD -> exactly(a, b) ? sum(a, b) : (Number) (a.doubleValue() + b.doubleValue());
            case SUBTRACT -> exactly(a, b) ? sum(a, negate(b)) : (Number) (a.doubleValue() - b.doubleValue());
            case MULTIPLY -> exactly(a, b) ? product(a, b) : (Number) (a.doubleValue() * b.doubleValue());
            case DIVIDE -> a.doubleValue() / nonzero(b, zero).doubleValue();
            case FLOOR_DIVIDE -> floorDivide(a, nonzero(b, zero));
            case MODULO -> modulo(a, nonzero(b, zero));
            case POWER -> power(a, b);
            case CONCAT -> throw new IllegalArgumentException("~ is for text");
        };
    }

    private static Number nonzero(Number number, boolean zero) {
        if (zero) {
            throw new TemplateFailure("division by zero");
        }
        return number;
    }

    private static boolean exactly(Number a, Number b) {
        return exact(a) && exact(b);
    }

    private static boolean exact(Number number) {
        return whole(number) || number instanceof BigDecimal;
    }

    private static BigDecimal decimal(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case Double fraction -> new BigDecimal(fraction);
            case Float fraction -> new BigDecimal(fraction);
            default -> new BigDecimal(big(number));
        };
    }

    private static Number sum(Number a, Number b) {
        return whole(a) && whole(b) ? narrow(big(a).add(big(b))) : (Number) (a.doubleValue() + b.doubleValue());
    }

    private static Number product(Number a, Number b) {
        if (whole(a) && whole(b)) {
            bounded((long) big(a).bitLength() + big(b).bitLength());
            return narrow(big(a).multiply(big(b)));
        }
        return a.doubleValue() * b.doubleValue();
    }

    private static void bounded(long bits) {
        if (bits > Limits.BITS) {
            throw Limits.tooLarge();
        }
    }

    private static Number floorDivide(Number a, Number b) {
        if (whole(a) && whole(b)) {
            BigInteger[] parts = big(a).divideAndRemainder(big(b));
            boolean down = parts[1].signum() != 0 && parts[1].signum() != big(b).signum();
            return narrow(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
        }
        return Math.floor(a.doubleValue() / b.doubleValue());
    }

    private static Number modulo(Number a, Number b) {
        if (whole(a) && whole(b)) {
            BigInteger rest = big(a).remainder(big(b));
            return narrow(rest.signum() != 0 && rest.signum() != big(b).signum() ? rest.add(big(b)) : rest);
        }
        return a.doubleValue() - Math.floor(a.doubleValue() / b.doubleValue()) * b.doubleValue();
    }

    private static Number power(Number a, Number b) {
        if (whole(a) && whole(b) && big(b).signum() >= 0) {
            // 0, 1 and -1 stay small whatever the exponent is.
            int exponent = (int) Math.min(big(b).min(INT_MAX).longValue(), Integer.MAX_VALUE);
            if (big(a).abs().bitLength() <= 1) {
                return narrow(big(a).pow(big(b).testBit(0) ? 1 : exponent == 0 ? 0 : 2));
            }
            bounded((long) big(a).bitLength() * exponent);
            return narrow(big(a).pow(exponent));
        }
        return Math.pow(a.doubleValue(), b.doubleValue());
    }
}
