package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Python's arithmetic: whole numbers stay whole and never overflow, `/` of two whole numbers is a decimal.
final class Arithmetic {
    private static final int MOST_BITS = 4096;

    private Arithmetic() {}

    static Object apply(Op op, @Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return numbers(op, x, y);
        }
        if (op == Op.ADD && a instanceof CharSequence x && b instanceof CharSequence y) {
            return Op.concat(x.toString(), y.toString());
        }
        if (op == Op.ADD && a instanceof List<?> x && b instanceof List<?> y) {
            return join(x, y);
        }
        String hint =
                op == Op.ADD && (a instanceof CharSequence || b instanceof CharSequence) ? ": join texts with ~" : "";
        throw wrong("'%s' cannot take %s and %s%s".formatted(op.sign(), PyText.kind(a), PyText.kind(b), hint));
    }

    private static List<@Nullable Object> join(List<?> a, List<?> b) {
        if (a.size() + (long) b.size() > Limits.ITEMS) {
            throw Limits.over("makes a list of more than %,d items".formatted(Limits.ITEMS));
        }
        var both = new ArrayList<@Nullable Object>(a);
        both.addAll(b);
        return both;
    }

    private static Number numbers(Op op, Number a, Number b) {
        if ((op == Op.DIV || op == Op.MOD || op == Op.FLOOR_DIV) && Compare.equal(b, 0)) {
            throw wrong("division by zero");
        }
        boolean wholeA = Compare.whole(a) || a instanceof BigInteger;
        boolean wholeB = Compare.whole(b) || b instanceof BigInteger;
        if (wholeA && wholeB && op != Op.DIV && !(op == Op.POW && b.doubleValue() < 0)) {
            return narrow(whole(op, big(a), big(b)));
        }
        if ((a instanceof BigDecimal || b instanceof BigDecimal) && op != Op.POW) {
            return exact(op, Compare.exact(a), Compare.exact(b));
        }
        return doubles(op, a.doubleValue(), b.doubleValue());
    }

    private static BigInteger whole(Op op, BigInteger a, BigInteger b) {
        BigInteger result = switch (op) {
            case ADD -> a.add(b);
            case SUB -> a.subtract(b);
            case MUL -> a.multiply(b);
            case MOD -> floorMod(a, b);
            case FLOOR_DIV -> a.subtract(floorMod(a, b)).divide(b);
            case POW -> power(a, b);
            default -> throw new IllegalArgumentException("no arithmetic: " + op);
        };
        if (result.bitLength() > MOST_BITS) {
            throw Limits.over("makes a number of more than %,d bits".formatted(MOST_BITS));
        }
        return result;
    }

    private static BigInteger floorMod(BigInteger a, BigInteger b) {
        BigInteger rest = a.mod(b.abs());
        return b.signum() < 0 && rest.signum() != 0 ? rest.add(b) : rest;
    }

    private static BigInteger power(BigInteger a, BigInteger b) {
        if (b.bitLength() > 16 || (long) a.bitLength() * b.intValue() > 2L * MOST_BITS) {
            throw Limits.over("makes a number of more than %,d bits".formatted(MOST_BITS));
        }
        return a.pow(b.intValue());
    }

    private static BigDecimal exact(Op op, BigDecimal a, BigDecimal b) {
        return switch (op) {
            case ADD -> a.add(b, MathContext.DECIMAL128);
            case SUB -> a.subtract(b, MathContext.DECIMAL128);
            case MUL -> a.multiply(b, MathContext.DECIMAL128);
            case DIV -> a.divide(b, MathContext.DECIMAL128);
            case MOD -> a.remainder(b, MathContext.DECIMAL128);
            case FLOOR_DIV -> a.divideToIntegralValue(b, MathContext.DECIMAL128);
            default -> throw new IllegalArgumentException("no arithmetic: " + op);
        };
    }

    private static double doubles(Op op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MOD -> a - Math.floor(a / b) * b;
            case FLOOR_DIV -> Math.floor(a / b);
            case POW -> Math.pow(a, b);
            default -> throw new IllegalArgumentException("no arithmetic: " + op);
        };
    }

    static Number negate(@Nullable Object value) {
        if (value instanceof Number number) {
            return numbers(Op.MUL, number, -1);
        }
        throw wrong("'-' cannot take " + PyText.kind(value));
    }

    private static BigInteger big(Number n) {
        return n instanceof BigInteger i ? i : BigInteger.valueOf(n.longValue());
    }

    /// As an Integer where it fits, as JSON's reader does.
    static Number narrow(BigInteger i) {
        if (i.bitLength() < Integer.SIZE) {
            return i.intValue();
        }
        return i.bitLength() < Long.SIZE ? (Number) i.longValue() : i;
    }

    static DownbeatException wrong(String message) {
        return new DownbeatException(ErrorCode.BAD_TEMPLATE, message);
    }
}
