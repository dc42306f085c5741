package dev.downbeat.templates;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `x is defined` and the like.
final class Tests {
    static final List<String> NAMES = List.of(
            "defined",
            "undefined",
            "none",
            "true",
            "false",
            "boolean",
            "string",
            "number",
            "integer",
            "float",
            "mapping",
            "sequence",
            "iterable",
            "even",
            "odd",
            "divisibleby",
            "lower",
            "upper",
            "in",
            "eq",
            "equalto",
            "sameas",
            "ne",
            "lt",
            "lessthan",
            "le",
            "gt",
            "greaterthan",
            "ge",
            "==",
            "!=",
            "<",
            "<=",
            ">",
            ">=");

    private Tests() {}

    static boolean holds(String name, @Nullable Object value, Args args) {
        return switch (name) {
            case "defined" -> !(value instanceof Missing);
            case "undefined" -> value instanceof Missing;
            default -> ofPresent(name, Op.present(value), args);
        };
    }

    private static boolean ofPresent(String name, @Nullable Object value, Args args) {
        return switch (name) {
            case "none" -> value == null;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof CharSequence;
            case "number" -> value instanceof Number;
            case "integer" -> value instanceof Number n && (Compare.whole(n) || n instanceof BigInteger);
            case "float" -> value instanceof Number n && !Compare.whole(n) && !(n instanceof BigInteger);
            case "mapping" -> value instanceof Map;
            case "sequence", "iterable" ->
                value instanceof Collection || value instanceof Map || value instanceof CharSequence;
            case "lower" -> PyText.of(value).equals(PyText.of(value).toLowerCase(Locale.ROOT));
            case "upper" -> PyText.of(value).equals(PyText.of(value).toUpperCase(Locale.ROOT));
            case "even" -> Compare.equal(Arithmetic.apply(Op.MOD, value, 2), 0);
            case "odd" -> Compare.equal(Arithmetic.apply(Op.MOD, value, 2), 1);
            default -> against(name, value, args.need(0, "other"));
        };
    }

    private static boolean against(String name, @Nullable Object value, @Nullable Object other) {
        return switch (name) {
            case "divisibleby" -> Compare.equal(Arithmetic.apply(Op.MOD, value, other), 0);
            case "in" -> Op.contains(other, value);
            case "eq", "equalto", "sameas", "==" -> Compare.equal(value, other);
            case "ne", "!=" -> !Compare.equal(value, other);
            case "lt", "lessthan", "<" -> Compare.order(value, other) < 0;
            case "le", "<=" -> Compare.order(value, other) <= 0;
            case "gt", "greaterthan", ">" -> Compare.order(value, other) > 0;
            case "ge", ">=" -> Compare.order(value, other) >= 0;
            default -> throw Arithmetic.wrong("there is no test '%s'".formatted(name));
        };
    }
}
