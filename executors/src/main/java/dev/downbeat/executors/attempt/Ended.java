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

    /// The same end without the secrets in its texts. Every end goes through this on its way out. XComs, and
    /// what a task leaves for its next look, are data and stay as they are.
    public Ended masked(Masking masking) {
        return switch (outcome) {
            case Outcome.Succeeded _, Outcome.Branched _ -> this; // no texts but the DAG's own
            case Outcome.Skipped skipped -> new Ended(new Outcome.Skipped(line(skipped.reason(), masking)), xcoms);
            case Outcome.Failed failed ->
                new Ended(new Outcome.Failed(masked(failed.failure(), masking), failed.retryable()), xcoms);
            case Outcome.NotYet not ->
                new Ended(
                        new Outcome.NotYet(not.again(), not.patience(), line(not.reason(), masking), not.state()),
                        xcoms);
            case Outcome.Deferred deferred ->
                new Ended(
                        new Outcome.Deferred(
                                deferred.until(),
                                deferred.resume(),
                                line(deferred.reason(), masking),
                                deferred.state()),
                        xcoms);
            case Outcome.Lost lost -> new Ended(new Outcome.Lost(masking.mask(lost.why())), xcoms);
        };
    }

    private static String line(String text, Masking masking) {
        return masking.mask(Failures.oneLine(text));
    }

    private static Failure masked(Failure failure, Masking masking) {
        return new Failure(failure.code(), masking.mask(failure.message()), masking.mask(failure.detail()));
    }

    public static Ended with(Outcome outcome) {
        return new Ended(outcome, Map.of());
    }
}
