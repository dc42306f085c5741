package dev.downbeat.templates;

import java.util.ArrayList;
import java.util.List;

/// Cuts an expression into tokens.
final class Lexer {
    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        SIGN,
        END
    }

    /// @param text the name, the digits, the unescaped text or the sign
    /// @param at   its offset in the expression
    record Token(Kind kind, String text, int at) {
        boolean is(String sign) {
            return (kind == Kind.SIGN || kind == Kind.NAME) && text.equals(sign);
        }

        String shown() {
            return kind == Kind.END ? "the end" : kind == Kind.TEXT ? "text '" + text + "'" : "'" + text + "'";
        }
    }

    private static final List<String> SIGNS = List.of(
            "//", "**", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", ".", ",", ":", "|", "(",
            ")", "[", "]", "{", "}");

    private final String input;
    private int at;

    private Lexer(String input) {
        this.input = input;
    }

    static List<Token> tokens(String input) {
        return new Lexer(input).all();
    }

    private List<Token> all() {
        var tokens = new ArrayList<Token>();
        while (true) {
            while (at < input.length() && Character.isWhitespace(input.charAt(at))) {
                at++;
            }
            if (at >= input.length()) {
                tokens.add(new Token(Kind.END, "", at));
                return tokens;
            }
            tokens.add(next());
        }
    }

    private Token next() {
        char c = input.charAt(at);
        if (c == '\'' || c == '"') {
            return text(c);
        }
        if (c >= '0' && c <= '9') {
            return number();
        }
        if (c == '_' || Character.isLetter(c)) {
            int start = at;
            while (at < input.length() && (input.charAt(at) == '_' || Character.isLetterOrDigit(input.charAt(at)))) {
                at++;
            }
            return new Token(Kind.NAME, input.substring(start, at), start);
        }
        for (String sign : SIGNS) {
            if (input.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Kind.SIGN, sign, at - sign.length());
            }
        }
        throw new TemplateFailure.Syntax(
                at, "unexpected character '" + Character.toString(input.codePointAt(at)) + "'");
    }

    private Token number() {
        int start = at;
        digits();
        boolean fraction = at + 1 < input.length() && input.charAt(at) == '.' && isDigit(input.charAt(at + 1));
        if (fraction) {
            at++;
            digits();
        }
        if (at < input.length() && (input.charAt(at) == 'e' || input.charAt(at) == 'E')) {
            int before = at++;
            if (at < input.length() && (input.charAt(at) == '+' || input.charAt(at) == '-')) {
                at++;
            }
            if (at < input.length() && isDigit(input.charAt(at))) {
                digits();
            } else {
                at = before;
            }
        }
        return new Token(Kind.NUMBER, input.substring(start, at).replace("_", ""), start);
    }

    private void digits() {
        while (at < input.length() && (isDigit(input.charAt(at)) || input.charAt(at) == '_')) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Token text(char quote) {
        int start = at++;
        var text = new StringBuilder();
        while (at < input.length()) {
            char c = input.charAt(at++);
            if (c == quote) {
                return new Token(Kind.TEXT, text.toString(), start);
            }
            if (c == '\\' && at < input.length()) {
                escape(text, input.charAt(at++));
            } else {
                text.append(c);
            }
        }
        throw new TemplateFailure.Syntax(start, "the text that starts here has no closing " + quote);
    }

    private void escape(StringBuilder text, char c) {
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case '\\', '\'', '"' -> text.append(c);
            case 'x' -> text.append((char) hex(2));
            case 'u' -> text.append((char) hex(4));
            // As Python: an unknown escape stays as it is, which regular expressions rely on.
            default -> text.append('\\').append(c);
        }
    }

    private int hex(int digits) {
        try {
            int code = Integer.parseInt(input, at, Math.min(at + digits, input.length()), 16);
            at += digits;
            return code;
        } catch (NumberFormatException e) {
            throw new TemplateFailure.Syntax(at, "expected %d hexadecimal digits".formatted(digits));
        }
    }
}
