package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How values become text and truth: as in Python, which is what Jinja's users know.
///
/// Numbers alone differ: never with an exponent.
final class PyText {
    private static final int DEEPEST = 200;

    private PyText() {}

    static String of(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        var out = new StringBuilder();
        append(value, out, 0);
        return out.toString();
    }

    private static void append(@Nullable Object value, StringBuilder out, int depth) {
        if (depth > DEEPEST || out.length() > Limits.TEXT) {
            throw new DownbeatException(
                    ErrorCode.BAD_TEMPLATE, "a value is too deep or too large to be written as text");
        }
        switch (value) {
            case null -> out.append("None");
            case Missing missing -> throw missing.error();
            case Boolean b -> out.append(b ? "True" : "False");
            case Double d -> out.append(number(d));
            case Float f -> out.append(number(f.doubleValue()));
            case BigDecimal d -> out.append(d.toPlainString());
            case Map<?, ?> map -> appendMap(map, out, depth);
            case Collection<?> items -> appendItems(items, out, depth);
            case CharSequence text when depth > 0 -> appendQuoted(text, out);
            default -> out.append(value);
        }
    }

    private static String number(double d) {
        if (!Double.isFinite(d)) {
            return Double.isNaN(d) ? "nan" : d > 0 ? "inf" : "-inf";
        }
        String plain = BigDecimal.valueOf(d).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    private static void appendMap(Map<?, ?> map, StringBuilder out, int depth) {
        String separator = "{";
        for (var entry : map.entrySet()) {
            out.append(separator);
            append(entry.getKey(), out, depth + 1);
            out.append(": ");
            append(entry.getValue(), out, depth + 1);
            separator = ", ";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private static void appendItems(Collection<?> items, StringBuilder out, int depth) {
        String separator = "[";
        for (Object item : items) {
            out.append(separator);
            append(item, out, depth + 1);
            separator = ", ";
        }
        out.append(items.isEmpty() ? "[]" : "]");
    }

    private static void appendQuoted(CharSequence text, StringBuilder out) {
        String plain = text.toString();
        char quote = plain.contains("'") && !plain.contains("\"") ? '"' : '\'';
        String escaped = plain.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\r", "\\r");
        out.append(quote)
                .append(quote == '\'' ? escaped.replace("'", "\\'") : escaped)
                .append(quote);
    }

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Missing missing -> throw missing.error();
            case Boolean b -> b;
            case Number number -> number.doubleValue() != 0;
            case CharSequence text -> !text.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Collection<?> items -> !items.isEmpty();
            default -> true;
        };
    }

    /// What a person calls the kind of a value, with its article.
    static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Boolean _ -> "a boolean";
            case Number _ -> "a number";
            case CharSequence _ -> "a text";
            case Map<?, ?> _ -> "an object";
            case Collection<?> _ -> "a list";
            case Moment _ -> "a time";
            default -> "a " + value.getClass().getSimpleName();
        };
    }
}
