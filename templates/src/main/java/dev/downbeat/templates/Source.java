package dev.downbeat.templates;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts the text of a template at its markers.
///
/// Quotes and brackets inside count, so `{{ {'a': {'b': 1}} }}` ends where one expects. What stands between
/// `{% raw %}` and `{% endraw %}` is text.
final class Source {
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*[-+]?%}");
    private static final Pattern END_RAW = Pattern.compile("\\{%[-+]?\\s*endraw\\s*[-+]?%}");

    private final String text;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;
    /// Set by `-%}`: the white space that follows goes.
    private boolean trimNext;

    private Source(String text) {
        this.text = text;
    }

    /// @throws TemplateSyntaxException where a marker is not closed
    static List<Piece> cut(String text) {
        var source = new Source(text);
        source.run();
        return source.pieces;
    }

    private void run() {
        while (at < text.length()) {
            int marker = nextMarker(at);
            boolean trim = marker + 2 < text.length() && text.charAt(marker + 2) == '-';
            addText(at, Math.min(marker, text.length()), trim);
            if (marker >= text.length()) {
                return;
            }
            switch (text.charAt(marker + 1)) {
                case '{' -> block(Piece.Kind.PRINT, marker, '}');
                case '%' -> tag(marker);
                default -> comment(marker);
            }
        }
    }

    private int nextMarker(int from) {
        for (int i = text.indexOf('{', from); i >= 0 && i + 1 < text.length(); i = text.indexOf('{', i + 1)) {
            if ("{%#".indexOf(text.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private void addText(int from, int to, boolean trimEnd) {
        int start = from;
        int end = to;
        while (trimNext && start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (trimEnd && end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        trimNext = false;
        if (start < end) {
            pieces.add(new Piece(Piece.Kind.TEXT, start, text.substring(start, end)));
        }
    }

    private void comment(int marker) {
        int end = text.indexOf("#}", marker + 2);
        if (end < 0) {
            throw new TemplateSyntaxException(
                    marker, "the comment {# is not closed by #}; to write {# itself use {{ '{#' }} or {% raw %}");
        }
        trimNext = text.charAt(end - 1) == '-';
        at = end + 2;
    }

    private void tag(int marker) {
        Matcher raw = RAW.matcher(text).region(marker, text.length());
        if (!raw.lookingAt()) {
            block(Piece.Kind.TAG, marker, '%');
            return;
        }
        Matcher end = END_RAW.matcher(text);
        if (!end.find(raw.end())) {
            throw new TemplateSyntaxException(marker, "{% raw %} is not closed by {% endraw %}");
        }
        trimNext = raw.group().endsWith("-%}");
        addText(raw.end(), end.start(), end.group().startsWith("{%-"));
        trimNext = end.group().endsWith("-%}");
        at = end.end();
    }

    private void block(Piece.Kind kind, int marker, char closer) {
        int start = marker + 2;
        if (start < text.length() && "-+".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        int close = close(marker, start, closer);
        trimNext = close > start && text.charAt(close - 1) == '-';
        int end = trimNext || (close > start && text.charAt(close - 1) == '+') ? close - 1 : close;
        if (end - start > Limits.EXPRESSION) {
            throw new TemplateSyntaxException(
                    marker, "an expression has %,d characters at most".formatted(Limits.EXPRESSION));
        }
        pieces.add(new Piece(kind, start, text.substring(start, end)));
        at = close + 2;
    }

    /// The offset of `}}` or `%}`.
    private int close(int marker, int start, char closer) {
        Deque<Character> open = new ArrayDeque<>();
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = endOfQuote(i, c);
            } else if (open.isEmpty() && c == closer && i + 1 < text.length() && text.charAt(i + 1) == '}') {
                return i;
            } else {
                bracket(open, c, i);
            }
        }
        String opening = text.substring(marker, marker + 2);
        throw new TemplateSyntaxException(marker, "%s is not closed by %s}".formatted(opening, closer));
    }

    private int endOfQuote(int from, char quote) {
        return endOfQuote(text, from, quote);
    }

    /// The offset of the quote that ends the text which begins at `from`.
    static int endOfQuote(String text, int from, char quote) {
        for (int i = from + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i;
            }
        }
        throw new TemplateSyntaxException(from, "the text that begins with %s is not closed".formatted(quote));
    }

    /// Follows one character's effect on the brackets that are open.
    static void bracket(Deque<Character> open, char c, int offset) {
        switch (c) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != c) {
                    throw new TemplateSyntaxException(offset, "'%s' closes nothing that is open".formatted(c));
                }
            }
            default -> {}
        }
        if (open.size() > Limits.NESTING) {
            throw new TemplateSyntaxException(offset, "brackets go more than %d levels deep".formatted(Limits.NESTING));
        }
    }
}
