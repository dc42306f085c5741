package dev.downbeat.templates;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Equality and order of template values: numbers by value whatever their Java type, the rest only with its
/// like.
final class Compare {
    private Compare() {}

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        Object x = plain(a);
        Object y = plain(b);
        return switch (x) {
            case Number n when y instanceof Number m -> number(n, m) == 0;
            case List<?> list when y instanceof List<?> other -> equalLists(list, other);
            case Map<?, ?> map when y instanceof Map<?, ?> other -> equalMaps(map, other);
            case null, default -> Objects.equals(x, y);
        };
    }

    private static boolean equalLists(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> other = b.iterator();
        return a.stream().allMatch(item -> equal(item, other.next()));
    }

    private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b) {
        return a.size() == b.size()
                && a.entrySet().stream()
                        .allMatch(e -> b.containsKey(e.getKey()) && equal(e.getValue(), b.get(e.getKey())));
    }

    /// @throws dev.downbeat.model.DownbeatException BAD_TEMPLATE for two values that have no order
    static int order(@Nullable Object a, @Nullable Object b) {
        Object x = plain(a);
        Object y = plain(b);
        if (x instanceof Number n && y instanceof Number m) {
            return number(n, m);
        }
        if (x instanceof String s && y instanceof String t) {
            return s.compareTo(t);
        }
        if (x instanceof Moment m && y instanceof Moment n) {
            return m.compareTo(n);
        }
        if (x instanceof Boolean p && y instanceof Boolean q) {
            return Boolean.compare(p, q);
        }
        if (x instanceof List<?> list && y instanceof List<?> other) {
            return orderLists(list, other);
        }
        throw Arithmetic.wrong("cannot compare %s with %s".formatted(PyText.kind(x), PyText.kind(y)));
    }

    private static int orderLists(List<?> a, List<?> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return order(a.get(i), b.get(i));
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static @Nullable Object plain(@Nullable Object value) {
        Object present = Op.present(value);
        return present instanceof CharSequence text ? text.toString() : present;
    }

    private static int number(Number a, Number b) {
        if (whole(a) && whole(b)) {
            return Long.compare(a.longValue(), b.longValue());
        }
        if (a instanceof Double || b instanceof Double || a instanceof Float || b instanceof Float) {
            return Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
        }
        return exact(a).compareTo(exact(b));
    }

    static boolean whole(Number n) {
        return n instanceof Integer || n instanceof Long || n instanceof Short || n instanceof Byte;
    }

    static BigDecimal exact(Number n) {
        return switch (n) {
            case BigDecimal d -> d;
            case BigInteger i -> new BigDecimal(i);
            case Double d -> BigDecimal.valueOf(d);
            case Float f -> BigDecimal.valueOf(f.doubleValue());
            default -> BigDecimal.valueOf(n.longValue());
        };
    }
}
