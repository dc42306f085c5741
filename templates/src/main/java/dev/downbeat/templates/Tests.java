package dev.downbeat.templates;

import dev.downbeat.model.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What can stand after `is`.
final class Tests {
    private static final Set<String> ALONE = Set.of(
            "defined",
            "undefined",
            "none",
            "boolean",
            "true",
            "false",
            "number",
            "integer",
            "float",
            "string",
            "mapping",
            "iterable",
            "sequence",
            "odd",
            "even",
            "lower",
            "upper",
            "empty");
    private static final Map<String, Expr.Comparator> COMPARING = Map.ofEntries(
            Map.entry("eq", Expr.Comparator.EQUAL),
            Map.entry("equalto", Expr.Comparator.EQUAL),
            Map.entry("==", Expr.Comparator.EQUAL),
            Map.entry("sameas", Expr.Comparator.EQUAL),
            Map.entry("ne", Expr.Comparator.NOT_EQUAL),
            Map.entry("!=", Expr.Comparator.NOT_EQUAL),
            Map.entry("lt", Expr.Comparator.LESS),
            Map.entry("lessthan", Expr.Comparator.LESS),
            Map.entry("<", Expr.Comparator.LESS),
            Map.entry("le", Expr.Comparator.LESS_EQUAL),
            Map.entry("<=", Expr.Comparator.LESS_EQUAL),
            Map.entry("gt", Expr.Comparator.GREATER),
            Map.entry("greaterthan", Expr.Comparator.GREATER),
            Map.entry(">", Expr.Comparator.GREATER),
            Map.entry("ge", Expr.Comparator.GREATER_EQUAL),
            Map.entry(">=", Expr.Comparator.GREATER_EQUAL),
            Map.entry("in", Expr.Comparator.IN));
    private static final String DIVISIBLE = "divisibleby";

    private Tests() {}

    /// @throws TemplateFailure.Syntax when there is no such test, or not with so many arguments
    static void check(String test, int arguments, int at) {
        boolean one = COMPARING.containsKey(test) || test.equals(DIVISIBLE);
        if (!one && !ALONE.contains(test)) {
            var known = new TreeSet<>(ALONE);
            known.addAll(COMPARING.keySet());
            known.add(DIVISIBLE);
            throw new TemplateFailure.Syntax(at, "unknown test '%s'%s".formatted(test, Nearest.hint(test, known)));
        }
        if (arguments != (one ? 1 : 0)) {
            throw new TemplateFailure.Syntax(
                    at, "the test '%s' takes %s".formatted(test, one ? "one argument" : "no argument"));
        }
    }

    static boolean holds(String test, @Nullable Object value, List<@Nullable Object> arguments) {
        Expr.Comparator comparator = COMPARING.get(test);
        if (comparator != null) {
            return Comparing.holds(comparator, value, arguments.getFirst());
        }
        return switch (test) {
            case "none" -> value == null;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "number" -> value instanceof Number;
            case "integer" -> Numbers.whole(value);
            case "float" -> value instanceof Number && !Numbers.whole(value);
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map<?, ?>;
            case "iterable", "sequence" ->
                value instanceof List<?> || value instanceof Map<?, ?> || value instanceof String;
            case "odd" -> rest(value, 2) == 1;
            case "even" -> rest(value, 2) == 0;
            case DIVISIBLE -> rest(value, arguments.getFirst()) == 0;
            case "lower" -> value instanceof String text && text.equals(text.toLowerCase(Locale.ROOT));
            case "upper" -> value instanceof String text && text.equals(text.toUpperCase(Locale.ROOT));
            case "empty" -> !Comparing.truth(value);
            default -> throw new IllegalArgumentException("no test " + test);
        };
    }

    private static long rest(@Nullable Object value, @Nullable Object divisor) {
        if (value instanceof Number a && divisor instanceof Number b) {
            return Numbers.apply(Expr.Operator.MODULO, a, b).longValue();
        }
        throw new TemplateFailure("a number is needed, got " + Text.kind(value));
    }
}
