package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.model.Failure;
import java.util.Map;

/// How an attempt ended and what it left.
///
/// @param xcoms names to JSON text
public record Ended(Outcome outcome, Map<String, String> xcoms) {
    public Ended {
        xcoms = Map.copyOf(xcoms);
    }

    /// The same end without the secrets in its texts. Every end goes through this on its way out. XComs are
    /// data for the tasks that follow and stay as they are.
    public Ended masked(Masking masking) {
        return switch (outcome) {
            case Outcome.Succeeded _, Outcome.Branched _ -> this; // no texts but the DAG's own
            case Outcome.Skipped skipped ->
                new Ended(new Outcome.Skipped(masking.mask(Failures.oneLine(skipped.reason()))), xcoms);
            case Outcome.Failed failed ->
                new Ended(new Outcome.Failed(masked(failed.failure(), masking), failed.retryable()), xcoms);
            case Outcome.Lost lost -> new Ended(new Outcome.Lost(masking.mask(lost.why())), xcoms);
        };
    }

    private static Failure masked(Failure failure, Masking masking) {
        return new Failure(failure.code(), masking.mask(failure.message()), masking.mask(failure.detail()));
    }

    public static Ended with(Outcome outcome) {
        return new Ended(outcome, Map.of());
    }
}
