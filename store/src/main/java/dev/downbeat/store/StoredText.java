package dev.downbeat.store;

/// Text as PostgreSQL can keep it. It has no NUL character and no half of a surrogate pair; both become
/// U+FFFD, the replacement character, whether they stand in the text itself or as an escape in JSON text.
public final class StoredText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int ESCAPE_LENGTH = 6;

    private StoredText() {}

    /// Plain text. The same object when nothing had to change.
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (unfit(text, i)) {
                return replaced(text);
            }
        }
        return text;
    }

    /// JSON text: its escapes too. The same object when nothing had to change.
    public static String ofJson(String json) {
        String text = of(json);
        return text.contains("\\u") ? unescaped(text) : text;
    }

    private static boolean unfit(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return c == 0 || (Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1))));
    }

    private static String replaced(String text) {
        var clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            clean.append(unfit(text, i) ? REPLACEMENT : text.charAt(i));
        }
        return clean.toString();
    }

    private static String unescaped(String json) {
        var clean = new StringBuilder(json.length());
        int i = 0;
        while (i < json.length()) {
            int unit = escaped(json, i);
            if (unit < 0) {
                // Any other escape has two characters: the backslash of "\\u0000" does not begin an escape.
                int length = json.charAt(i) == '\\' && i + 1 < json.length() ? 2 : 1;
                clean.append(json, i, i + length);
                i += length;
            } else if (Character.isHighSurrogate((char) unit) && isLow(escaped(json, i + ESCAPE_LENGTH))) {
                clean.append(json, i, i + 2 * ESCAPE_LENGTH);
                i += 2 * ESCAPE_LENGTH;
            } else {
                boolean unfit = unit == 0 || Character.isSurrogate((char) unit);
                clean.append(unfit ? "\\uFFFD" : json.substring(i, i + ESCAPE_LENGTH));
                i += ESCAPE_LENGTH;
            }
        }
        return clean.toString();
    }

    private static boolean isLow(int unit) {
        return unit >= 0 && Character.isLowSurrogate((char) unit);
    }

    /// The UTF-16 unit of the escape with four hex digits that begins at `i`; -1 when none does.
    private static int escaped(String json, int i) {
        if (!json.startsWith("\\u", i) || i + ESCAPE_LENGTH > json.length()) {
            return -1;
        }
        int unit = 0;
        for (int k = i + 2; k < i + ESCAPE_LENGTH; k++) {
            int digit = Character.digit(json.charAt(k), 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }
}
