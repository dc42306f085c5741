package dev.downbeat.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Work on text and lists that filters and methods share.
final class Words {
    private static final Pattern WORD = Pattern.compile("[^-\\s({\\[<]+");

    private Words() {}

    static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        return WORD.matcher(text)
                .replaceAll(word -> java.util.regex.Matcher.quoteReplacement(capitalize(word.group())));
    }

    /// @param chars the characters to take away; empty for white space
    static String strip(String text, String chars, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && strippable(text.charAt(start), chars)) {
            start++;
        }
        while (right && end > start && strippable(text.charAt(end - 1), chars)) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean strippable(char c, String chars) {
        return chars.isEmpty() ? Character.isWhitespace(c) : chars.indexOf(c) >= 0;
    }

    static List<@Nullable Object> split(String text, Bound arguments) {
        int most = arguments.integer("maxsplit", -1);
        String separator = arguments.text("sep", "");
        String source = separator.isEmpty() ? text.strip() : text;
        if (separator.isEmpty() && source.isEmpty()) {
            return new ArrayList<>();
        }
        String pattern = separator.isEmpty() ? "\\s+" : Pattern.quote(separator);
        return new ArrayList<>(List.of(source.split(pattern, most < 0 ? -1 : most + 1)));
    }

    static String replace(String text, Bound arguments) {
        String old = arguments.text("old");
        String replacement = arguments.text("new");
        int most = arguments.integer("count", -1);
        var out = new StringBuilder();
        int from = 0;
        for (int done = 0; most < 0 || done < most; done++) {
            int at = text.indexOf(old, from);
            if (at < 0 || old.isEmpty()) {
                break;
            }
            out.append(text, from, at).append(replacement);
            from = at + old.length();
            if (out.length() > Limits.TEXT) {
                throw Limits.tooLong();
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    /// Cut to a length that includes the end mark; at a space, unless words may be cut.
    static String truncate(String text, Bound arguments) {
        int length = Math.max(0, arguments.integer("length", 255));
        String end = arguments.text("end", "...");
        if (text.length() <= (long) length + arguments.integer("leeway", 5)) {
            return text;
        }
        String cut = text.substring(0, Math.max(0, length - end.length()));
        int space = cut.lastIndexOf(' ');
        return (arguments.flag("killwords") || space < 0 ? cut : cut.substring(0, space)) + end;
    }

    static String center(String text, int width) {
        int missing = Math.max(0, width - text.length());
        return Lists.repeat(" ", missing / 2) + text + Lists.repeat(" ", missing - missing / 2);
    }

    /// Indents all lines but the first; empty ones only when `blank` is set.
    static String indent(String text, Bound arguments) {
        String indent = arguments.get("width") instanceof String given
                ? given
                : Lists.repeat(" ", arguments.integer("width", 4));
        var out = new StringBuilder(arguments.flag("first") ? indent : "");
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (i > 0) {
                out.append('\n').append(lines[i].isEmpty() && !arguments.flag("blank") ? "" : indent);
            }
            out.append(lines[i]);
            if (out.length() > Limits.TEXT) {
                throw Limits.tooLong();
            }
        }
        return out.toString();
    }

    static String without(String text, String prefix, String suffix) {
        String head = !prefix.isEmpty() && text.startsWith(prefix) ? text.substring(prefix.length()) : text;
        return !suffix.isEmpty() && head.endsWith(suffix) ? head.substring(0, head.length() - suffix.length()) : head;
    }

    static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0 && !part.isEmpty(); at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    static String join(List<?> items, String separator) {
        var out = new StringBuilder();
        String before = "";
        for (Object item : items) {
            out.append(before).append(Text.of(item));
            before = separator;
            if (out.length() > Limits.TEXT) {
                throw Limits.tooLong();
            }
        }
        return out.toString();
    }

    static String zfill(String text, int width) {
        boolean sign = text.startsWith("-") || text.startsWith("+");
        String zeros = Lists.repeat("0", width - text.length());
        return sign ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
    }

    /// `[[key, value], …]`
    static List<@Nullable Object> entries(Map<?, ?> map) {
        var entries = new ArrayList<@Nullable Object>();
        map.forEach((key, value) -> {
            var pair = new ArrayList<@Nullable Object>(2);
            pair.add(key);
            pair.add(value);
            entries.add(pair);
        });
        return entries;
    }
}
