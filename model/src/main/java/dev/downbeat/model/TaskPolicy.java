package dev.downbeat.model;

import java.time.Duration;

/// How a task behaves over its attempts.
///
/// @param timeout      bound of one attempt; never without one
/// @param allowFailure a failure of this task does not make the run fail
public record TaskPolicy(TriggerRule rule, RetryPolicy retry, Duration timeout, boolean allowFailure) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(24);
    public static final TaskPolicy DEFAULT =
            new TaskPolicy(TriggerRule.ALL_SUCCESS, RetryPolicy.NONE, DEFAULT_TIMEOUT, false);

    public TaskPolicy {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be longer than nothing");
        }
    }

    public TaskPolicy withRule(TriggerRule rule) {
        return new TaskPolicy(rule, retry, timeout, allowFailure);
    }

    public TaskPolicy withRetry(RetryPolicy retry) {
        return new TaskPolicy(rule, retry, timeout, allowFailure);
    }

    public TaskPolicy withTimeout(Duration timeout) {
        return new TaskPolicy(rule, retry, timeout, allowFailure);
    }

    public TaskPolicy withAllowFailure(boolean allowFailure) {
        return new TaskPolicy(rule, retry, timeout, allowFailure);
    }
}
