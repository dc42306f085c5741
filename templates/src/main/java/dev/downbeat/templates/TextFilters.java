package dev.downbeat.templates;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/// Filters that make texts.
final class TextFilters {
    static final Set<String> NAMES =
            Set.of("upper", "lower", "title", "capitalize", "trim", "replace", "join", "split", "safe", "quote");
    private static final int WIDEST = 10_000;
    private static final Pattern WORD = Pattern.compile("\\p{L}+('\\p{L}+)?");

    private TextFilters() {}

    static Object apply(String name, @Nullable Object value, Args args) {
        return switch (name) {
            case "join" -> join(attribute(Access.items(value, "'join'"), args), args.text(0, "d", ""));
            case "split" -> split(PyText.of(value), args.text(0, "separator", ""));
            default -> ofText(name, PyText.of(value), args);
        };
    }

    private static String ofText(String name, String text, Args args) {
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> title(text);
            case "capitalize" -> capitalize(text);
            case "trim" -> args.has(0, "chars") ? StringUtils.strip(text, args.needText(0, "chars")) : text.strip();
            case "replace" -> replace(text, args);
            case "safe" -> text;
            case "quote" -> "'" + text.replace("'", "'\\''") + "'";
            default -> throw new IllegalStateException(name);
        };
    }

    private static Collection<?> attribute(Collection<?> items, Args args) {
        return args.has(1, "attribute")
                ? items.stream()
                        .map(item -> ListFilters.attribute(item, args.need(1, "attribute")))
                        .toList()
                : items;
    }

    static String join(Collection<?> items, String separator) {
        var out = new StringBuilder();
        String between = "";
        for (Object item : items) {
            out.append(between).append(PyText.of(Op.present(item)));
            between = separator;
            if (out.length() > Limits.TEXT) {
                throw Limits.over("makes a text of more than %,d characters".formatted(Limits.TEXT));
            }
        }
        return out.toString();
    }

    private static List<String> split(String text, String separator) {
        return separator.isBlank()
                ? (text.isBlank() ? List.of() : List.of(text.strip().split("\\s+")))
                : List.of(text.split(Pattern.quote(separator), -1));
    }

    static String replace(String text, Args args) {
        String from = args.needText(0, "old");
        String to = args.needText(1, "new");
        long grown = text.length() + (long) StringUtils.countMatches(text, from) * (to.length() - (long) from.length());
        if (grown > Limits.TEXT || (from.isEmpty() && (long) text.length() * (to.length() + 1L) > Limits.TEXT)) {
            throw Limits.over("makes a text of more than %,d characters".formatted(Limits.TEXT));
        }
        int most = args.number(2, "count", -1);
        return from.isEmpty() ? text.replace(from, to) : StringUtils.replace(text, from, to, most);
    }

    static String title(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .replaceAll(word -> java.util.regex.Matcher.quoteReplacement(StringUtils.capitalize(word.group())));
    }

    static String capitalize(String text) {
        return StringUtils.capitalize(text.toLowerCase(Locale.ROOT));
    }

    /// The width itself when it is a sensible one.
    static int width(int width) {
        if (Math.abs((long) width) > WIDEST) {
            throw Limits.over("asks for a width of more than %,d".formatted(WIDEST));
        }
        return width;
    }
}
