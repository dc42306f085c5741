package dev.downbeat.operators.sql;

import java.util.ArrayList;
import java.util.List;

/// SQL text divided into code and what is not code: strings, quoted names, comments. Enough of the language
/// to
/// find the ends of statements and the parameters, in the dialects of PostgreSQL, DuckDB, SQLite and MySQL.
final class SqlText {
    /// From `start` up to `end`, exclusive.
    record Span(int start, int end, boolean code) {}

    /// One statement of a script, without its semicolon.
    ///
    /// @param line the line of the script, from 1, on which its first word stands
    record Part(String sql, int line) {}

    private final String text;
    private final List<Span> spans = new ArrayList<>();

    private SqlText(String text) {
        this.text = text;
        divide();
    }

    static List<Span> spans(String text) {
        return List.copyOf(new SqlText(text).spans);
    }

    /// The statements of a script; empty ones are left out.
    static List<Part> statements(String script) {
        var parts = new ArrayList<Part>();
        int begin = 0;
        for (Span span : spans(script)) {
            for (int at = span.start(); span.code() && at < span.end(); at++) {
                if (script.charAt(at) == ';') {
                    add(parts, script, begin, at);
                    begin = at + 1;
                }
            }
        }
        add(parts, script, begin, script.length());
        return parts;
    }

    private static void add(List<Part> parts, String script, int begin, int end) {
        String sql = script.substring(begin, end);
        int first = firstWord(sql);
        if (first >= 0) {
            long before =
                    script.chars().limit(begin + first).filter(c -> c == '\n').count();
            parts.add(new Part(sql.substring(first).strip(), Math.toIntExact(before) + 1));
        }
    }

    /// Where something other than blanks and comments begins; -1 when nowhere.
    private static int firstWord(String sql) {
        for (Span span : spans(sql)) {
            for (int at = span.start(); span.code() && at < span.end(); at++) {
                if (!Character.isWhitespace(sql.charAt(at))) {
                    return at;
                }
            }
            if (!span.code() && !comment(sql, span.start())) {
                return span.start();
            }
        }
        return -1;
    }

    private static boolean comment(String sql, int at) {
        return sql.startsWith("--", at) || sql.startsWith("/*", at);
    }

    private void divide() {
        int code = 0;
        int at = 0;
        while (at < text.length()) {
            int end = endOfOther(at);
            if (end == at) {
                at++;
                continue;
            }
            add(code, at, true);
            add(at, end, false);
            at = end;
            code = end;
        }
        add(code, text.length(), true);
    }

    private void add(int start, int end, boolean code) {
        if (start < end) {
            spans.add(new Span(start, end, code));
        }
    }

    /// The end of what is not code and begins at `at`; `at` itself when code goes on there.
    private int endOfOther(int at) {
        char c = text.charAt(at);
        return switch (c) {
            case '\'' -> endOfQuoted(at, escapes(at));
            case '"', '`' -> endOfQuoted(at, false);
            case '-' -> text.startsWith("--", at) ? endOf("\n", at) : at;
            case '/' -> text.startsWith("/*", at) ? endOf("*/", at + 2) : at;
            case '$' -> endOfDollarQuoted(at);
            default -> at;
        };
    }

    /// `E'…'` of PostgreSQL, in which a backslash escapes.
    private boolean escapes(int at) {
        return at > 0
                && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e')
                && (at == 1 || !Character.isJavaIdentifierPart(text.charAt(at - 2)));
    }

    private int endOfQuoted(int at, boolean escapes) {
        char quote = text.charAt(at);
        int next = at + 1;
        while (next < text.length()) {
            char c = text.charAt(next);
            if (escapes && c == '\\') {
                next += 2;
            } else if (c != quote) {
                next++;
            } else if (next + 1 < text.length() && text.charAt(next + 1) == quote) {
                next += 2;
            } else {
                return next + 1;
            }
        }
        return text.length();
    }

    private int endOf(String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found + mark.length();
    }

    /// `$tag$ … $tag$`.
    private int endOfDollarQuoted(int at) {
        if (at > 0 && Character.isJavaIdentifierPart(text.charAt(at - 1))) {
            return at;
        }
        int next = at + 1;
        while (next < text.length()
                && text.charAt(next) != '$'
                && Character.isJavaIdentifierPart(text.charAt(next))
                && !(next == at + 1 && Character.isDigit(text.charAt(next)))) {
            next++;
        }
        if (next >= text.length() || text.charAt(next) != '$') {
            return at;
        }
        String tag = text.substring(at, next + 1);
        return endOf(tag, next + 1);
    }
}
