package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import java.util.Map;

/// How an attempt ended and what it left.
///
/// @param xcoms names to JSON text
public record Ended(Outcome outcome, Map<String, String> xcoms) {
    public Ended {
        xcoms = Map.copyOf(xcoms);
    }

    public static Ended with(Outcome outcome) {
        return new Ended(outcome, Map.of());
    }
}
