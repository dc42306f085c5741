package dev.downbeat.executors.attempt;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.model.AttemptId;
import java.util.Map;

/// Takes an attempt out of an executor's map of running ones before its end is reported, so that whoever hears
/// of the end finds it gone.
public record Forgetting(Map<AttemptId, ?> attempts, Listener listener) implements Listener {
    @Override
    public void started(AttemptId attempt) {
        listener.started(attempt);
    }

    @Override
    public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
        attempts.remove(attempt);
        listener.ended(attempt, outcome, xcoms);
    }
}
