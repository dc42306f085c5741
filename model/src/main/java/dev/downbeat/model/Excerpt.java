package dev.downbeat.model;

/// The beginning of a text that may be too long to be shown whole.
public final class Excerpt {
    /// Stands where the rest was. Masking looks for it: what stands before may be the first half of a secret.
    public static final String CUT = "…";

    private Excerpt() {}

    /// The text, or its first `length` characters and [#CUT].
    public static String of(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        boolean splits = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, splits ? length - 1 : length) + CUT;
    }
}
