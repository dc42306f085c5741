package dev.downbeat.templates;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values as text, the way Python prints them.
final class Text {
    private Text() {}

    /// What `{{ value }}` prints.
    static String of(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Moment moment) {
            return moment.toString();
        }
        var out = new StringBuilder();
        repr(value, out, 0);
        return out.toString();
    }

    /// As it stands in a list: text in quotes.
    static String repr(@Nullable Object value) {
        var out = new StringBuilder();
        repr(value, out, 0);
        return out.toString();
    }

    /// What kind of value it is, for messages.
    static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case String _ -> "text";
            case Boolean _ -> "a boolean";
            case Number _ -> "a number";
            case Moment _ -> "a date";
            case Callable _ -> "a macro";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "a map";
            default -> value.getClass().getSimpleName();
        };
    }

    private static void repr(@Nullable Object value, StringBuilder out, int depth) {
        if (depth > Limits.DEPTH) {
            throw Limits.tooDeep();
        }
        if (out.length() > Limits.TEXT) {
            throw Limits.tooLong();
        }
        switch (value) {
            case null -> out.append("None");
            case Boolean flag -> out.append(flag ? "True" : "False");
            case Double number -> out.append(number(number));
            case Float number -> out.append(number(number));
            case BigDecimal number ->
                out.append(
                        // Written out, 1e999999999 would fill the memory.
                        Math.abs((long) number.scale()) > 400 ? number.toString() : number.toPlainString());
            case String text -> quote(text, out);
            case List<?> list -> {
                String separator = "[";
                for (Object item : list) {
                    out.append(separator);
                    repr(item, out, depth + 1);
                    separator = ", ";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator);
                    repr(entry.getKey(), out, depth + 1);
                    repr(entry.getValue(), out.append(": "), depth + 1);
                    separator = ", ";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case Number number -> out.append(number);
            case Moment moment -> quote(moment.toString(), out);
            default -> throw new TemplateFailure("%s has no text".formatted(kind(value)));
        }
    }

    private static void quote(String text, StringBuilder out) {
        char mark = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(mark);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == mark) {
                        out.append('\\').append(c);
                    } else if (c < ' ' || c == 0x7f) {
                        out.append("\\x%02x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append(mark);
    }

    /// The shortest digits that give the number back, with an exponent below 1e-4 and from 1e16 on.
    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            return exact.scale() <= 0 ? exact.setScale(1).toPlainString() : exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return "%s%s%se%s%02d"
                .formatted(
                        number < 0 ? "-" : "",
                        digits.charAt(0),
                        fraction,
                        exponent < 0 ? "-" : "+",
                        Math.abs(exponent));
    }
}
