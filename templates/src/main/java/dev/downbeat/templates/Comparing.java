package dev.downbeat.templates;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Truth, equality and order of values.
final class Comparing {
    private Comparing() {}

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (nan(a) || nan(b)) {
            return false;
        }
        if (a instanceof Number x && b instanceof Number y) {
            return Numbers.compare(x, y) == 0;
        }
        if (a instanceof Moment || b instanceof Moment) {
            Moment x = Dates.read(a);
            return x != null && x.equals(Dates.read(b));
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return equalLists(x, y);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.entrySet().stream()
                            .allMatch(e -> y.containsKey(e.getKey()) && equal(e.getValue(), y.get(e.getKey())));
        }
        return Objects.equals(a, b);
    }

    private static boolean equalLists(List<?> x, List<?> y) {
        if (x.size() != y.size()) {
            return false;
        }
        Iterator<?> other = y.iterator();
        for (Object item : x) {
            if (!equal(item, other.next())) {
                return false;
            }
        }
        return true;
    }

    /// Numbers with numbers, text with text, lists with lists.
    static int order(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return Numbers.compare(x, y);
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return Boolean.compare(x, y);
        }
        if (a instanceof Moment || b instanceof Moment) {
            return Dates.need("a comparison with a date", a).compareTo(Dates.need("a comparison with a date", b));
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                if (!equal(x.get(i), y.get(i))) {
                    return order(x.get(i), y.get(i));
                }
            }
            return Integer.compare(x.size(), y.size());
        }
        throw new TemplateFailure("cannot tell which is greater: %s and %s".formatted(Text.kind(a), Text.kind(b)));
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        return switch (container) {
            case String text when item instanceof String part -> text.contains(part);
            case List<?> list -> list.stream().anyMatch(element -> equal(element, item));
            case Map<?, ?> map -> item instanceof String && map.containsKey(item);
            case null, default ->
                throw new TemplateFailure("cannot look for %s in %s".formatted(Text.kind(item), Text.kind(container)));
        };
    }

    private static boolean nan(@Nullable Object value) {
        return switch (value) {
            case Double number -> number.isNaN();
            case Float number -> number.isNaN();
            case null, default -> false;
        };
    }

    static boolean holds(Expr.Comparator comparator, @Nullable Object a, @Nullable Object b) {
        if (nan(a) || nan(b)) {
            // Not a number is neither above nor below a threshold: a broken metric must not pass a gate.
            return switch (comparator) {
                case NOT_EQUAL -> true;
                case EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> false;
                case IN -> contains(b, a);
                case NOT_IN -> !contains(b, a);
            };
        }
        return switch (comparator) {
            case EQUAL -> equal(a, b);
            case NOT_EQUAL -> !equal(a, b);
            case LESS -> order(a, b) < 0;
            case LESS_EQUAL -> order(a, b) <= 0;
            case GREATER -> order(a, b) > 0;
            case GREATER_EQUAL -> order(a, b) >= 0;
            case IN -> contains(b, a);
            case NOT_IN -> !contains(b, a);
        };
    }
}
