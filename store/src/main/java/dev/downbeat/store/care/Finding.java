package dev.downbeat.store.care;

/// What a check found.
///
/// @param check  what was looked at: `durability`
/// @param advice what to do; empty when all is well
public record Finding(String check, Level level, String text, String advice) {
    public enum Level {
        GOOD,
        /// Nothing is wrong yet.
        WARNING,
        BAD
    }

    public static Finding good(String check, String text) {
        return new Finding(check, Level.GOOD, text, "");
    }

    public static Finding warning(String check, String text, String advice) {
        return new Finding(check, Level.WARNING, text, advice);
    }

    public static Finding bad(String check, String text, String advice) {
        return new Finding(check, Level.BAD, text, advice);
    }
}
