package dev.downbeat.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A template as jinjava can read it. Jinjava ends an expression at the first `}}`, also where that closes
/// `{'a': {'b': 1}}`; Jinja2 does not. A space between the two braces helps, and offsets are counted
/// without it.
final class Source {
    private static final Pattern RAW = Pattern.compile("\\{%-?\\s*raw\\s*-?%}");
    private static final Pattern END_RAW = Pattern.compile("\\{%-?\\s*endraw\\s*-?%}");

    private final String original;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> inserted = new ArrayList<>();

    private Source(String original) {
        this.original = original;
    }

    static Source of(String template) {
        var source = new Source(template);
        source.read();
        return source;
    }

    String text() {
        return text.toString();
    }

    /// @param offset in [#text]
    Mistake mistake(int offset, String message) {
        int before = (int) inserted.stream().filter(at -> at < offset).count();
        return Mistake.at(original, offset - before, message);
    }

    private void read() {
        int at = 0;
        while (at < original.length()) {
            int next = at + 1;
            if (original.startsWith("{{", at)) {
                at = expression(at);
                continue;
            }
            if (original.startsWith("{#", at)) {
                next = after(original.indexOf("#}", at), 2);
            } else if (original.startsWith("{%", at)) {
                next = tag(at);
            }
            text.append(original, at, next);
            at = next;
        }
    }

    private int after(int found, int length) {
        return found < 0 ? original.length() : found + length;
    }

    private int tag(int at) {
        Matcher raw = RAW.matcher(original).region(at, original.length());
        if (!raw.lookingAt()) {
            return at + 2;
        }
        Matcher end = END_RAW.matcher(original);
        return end.find(raw.end()) ? end.end() : original.length();
    }

    /// Copies an expression.
    ///
    /// @return the offset after it
    private int expression(int start) {
        text.append("{{");
        int depth = 0;
        int at = start + 2;
        while (at < original.length()) {
            char c = original.charAt(at);
            if (depth == 0 && original.startsWith("}}", at)) {
                text.append("}}");
                return at + 2;
            }
            if (c == '\'' || c == '"') {
                int end = quoted(at);
                text.append(original, at, end);
                at = end;
                continue;
            }
            text.append(c);
            at++;
            if (c == '{') {
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
                if (original.startsWith("}", at)) {
                    inserted.add(text.length());
                    text.append(' ');
                }
            }
        }
        return at;
    }

    private int quoted(int start) {
        char quote = original.charAt(start);
        int at = start + 1;
        while (at < original.length() && original.charAt(at) != quote) {
            at += original.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, original.length());
    }
}
