package dev.downbeat.templates;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The filter `format`: Python's `%` with the codes `s r d i f e x X o` and `%%`.
final class Printf {
    private static final Pattern CODE = Pattern.compile("%([-+ 0]*)(\\d{0,4})(?:\\.(\\d{1,3}))?(.?)", Pattern.DOTALL);

    private final String format;
    private final Iterator<@Nullable Object> arguments;

    private Printf(String format, List<@Nullable Object> arguments) {
        this.format = format;
        this.arguments = arguments.iterator();
    }

    static String format(String format, List<@Nullable Object> arguments) {
        var printf = new Printf(format, arguments);
        String text = CODE.matcher(format).replaceAll(code -> Matcher.quoteReplacement(printf.filled(code)));
        if (printf.arguments.hasNext()) {
            throw new TemplateFailure("format: '%s' has fewer codes than arguments".formatted(format));
        }
        return text;
    }

    private String filled(MatchResult code) {
        if (code.group(4).equals("%")) {
            return "%";
        }
        if (!arguments.hasNext()) {
            throw unfit();
        }
        Object value = arguments.next();
        String precision = code.group(3) == null ? "" : "." + code.group(3);
        return switch (code.group(4)) {
            case "s" -> padded(code, cut(Text.of(value), code.group(3)));
            case "r" -> padded(code, cut(Text.repr(value), code.group(3)));
            case "d", "i" -> number(code, "", "d", whole(value));
            case "x", "X", "o" -> number(code, "", code.group(4), whole(value));
            case "f", "e", "E" -> number(code, precision, code.group(4), real(value));
            default ->
                throw new TemplateFailure(
                        "format: '%s' has a code other than s, r, d, i, f, e, x, X, o and %%%%".formatted(format));
        };
    }

    private static String cut(String text, @Nullable String precision) {
        return precision == null ? text : text.substring(0, Math.min(text.length(), Integer.parseInt(precision)));
    }

    private static String padded(MatchResult code, String text) {
        if (code.group(2).isEmpty()) {
            return text;
        }
        String spaces = Lists.repeat(" ", Integer.parseInt(code.group(2)) - text.length());
        return code.group(1).contains("-") ? text + spaces : spaces + text;
    }

    private static String number(MatchResult code, String precision, String letter, Object value) {
        boolean left = code.group(1).contains("-");
        boolean plus = code.group(1).contains("+");
        // A width comes with at most one of `-` and `0`; a sign with at most one of `+` and space.
        boolean zero = code.group(1).contains("0") && !left && !code.group(2).isEmpty();
        String flags = (left && !code.group(2).isEmpty() ? "-" : "")
                + (plus ? "+" : code.group(1).contains(" ") ? " " : "")
                + (zero ? "0" : "");
        return String.format(Locale.ROOT, "%" + flags + code.group(2) + precision + letter, value);
    }

    private Object whole(@Nullable Object value) {
        return switch (value) {
            case Number number when Numbers.whole(number) -> Numbers.big(number);
            case Number number
            when Double.isFinite(number.doubleValue()) -> new BigDecimal(number.doubleValue()).toBigInteger();
            case Boolean flag -> flag ? java.math.BigInteger.ONE : java.math.BigInteger.ZERO;
            case null, default -> throw unfit();
        };
    }

    private Object real(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw unfit();
    }

    private TemplateFailure unfit() {
        return new TemplateFailure("format: '%s' does not fit its arguments".formatted(format));
    }
}
