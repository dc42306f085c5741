package dev.downbeat.templates;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Filters that make texts.
final class TextFilters {
    static final Set<String> NAMES =
            Set.of("upper", "lower", "title", "capitalize", "trim", "replace", "join", "split", "safe", "quote");
    private static final int WIDEST = 10_000;
    /// What `strip` takes away when not told.
    static final String WHITE = " \t\n\r\f\u000b\u00a0";
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
            case "trim" -> strip(text, args.text(0, "chars", WHITE), true, true);
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
        int most = args.number(2, "count", -1);
        long count = from.isEmpty() ? text.length() + 1L : occurrences(text, from);
        long times = most < 0 ? count : Math.min(most, count);
        if (text.length() + times * (to.length() - (long) from.length()) > Limits.TEXT) {
            throw Limits.over("makes a text of more than %,d characters".formatted(Limits.TEXT));
        }
        return from.isEmpty() ? text.replace(from, to) : replaceFirst(text, from, to, times);
    }

    private static String replaceFirst(String text, String from, String to, long times) {
        var out = new StringBuilder();
        int at = 0;
        for (long i = 0; i < times; i++) {
            int found = text.indexOf(from, at);
            out.append(text, at, found).append(to);
            at = found + from.length();
        }
        return out.append(text, at, text.length()).toString();
    }

    /// How often `part` is in the text, not counting overlaps; 0 for an empty part.
    static int occurrences(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0 && !part.isEmpty(); at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    static String strip(String text, String characters, boolean atStart, boolean atEnd) {
        int start = 0;
        int end = text.length();
        while (atStart && start < end && characters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (atEnd && end > start && characters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    static String title(String text) {
        return WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement(capitalize(word.group())));
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /// The width itself when it is a sensible one.
    static int width(int width) {
        if (Math.abs((long) width) > WIDEST) {
            throw Limits.over("asks for a width of more than %,d".formatted(WIDEST));
        }
        return width;
    }
}
