package dev.downbeat.authoring.lint;

import dev.downbeat.model.Problem;
import java.util.Locale;

/// Something about a DAG that is most likely a mistake.
///
/// @param rule  the name of what was looked at: `no_timeout`
/// @param place the mistake in words, with its place
public record Finding(Level level, String rule, Problem place) {
    /// How sure it is.
    public enum Level {
        /// It cannot be what was meant.
        ERROR,
        /// It may be what was meant.
        WARNING;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
