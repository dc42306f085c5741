package dev.downbeat.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a task behaves over its attempts.
///
/// @param timeout      bound of one attempt; never without one
/// @param allowFailure a failure of this task does not make the run fail
/// @param role         whether it sets up or tears down what other tasks need
public record TaskPolicy(TriggerRule rule, RetryPolicy retry, Duration timeout, boolean allowFailure, Role role) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(24);
    public static final TaskPolicy DEFAULT =
            new TaskPolicy(TriggerRule.ALL_SUCCESS, RetryPolicy.NONE, DEFAULT_TIMEOUT, false, Role.WORK);

    // Written out: a spec that was stored before there were roles has none.
    public TaskPolicy(
            TriggerRule rule, RetryPolicy retry, Duration timeout, boolean allowFailure, @Nullable Role role) {
        this.rule = rule;
        this.retry = retry;
        this.timeout = timeout;
        this.allowFailure = allowFailure;
        this.role = role == null ? Role.WORK : role;
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be longer than nothing");
        }
    }

    public TaskPolicy withRule(TriggerRule rule) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role);
    }

    public TaskPolicy withRetry(RetryPolicy retry) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role);
    }

    public TaskPolicy withTimeout(Duration timeout) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role);
    }

    public TaskPolicy withAllowFailure(boolean allowFailure) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role);
    }

    public TaskPolicy withRole(Role role) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role);
    }

    /// Its failure makes the run fail.
    public boolean countsAsFailure() {
        return !allowFailure && role.failsRun();
    }
}
