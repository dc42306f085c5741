package dev.downbeat.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a task behaves over its attempts.
///
/// @param timeout      bound of one attempt; never without one
/// @param allowFailure a failure of this task does not make the run fail
/// @param role         whether it sets up or tears down what other tasks need
/// @param limits       how many of its instances run at a time
/// @param heartbeat    how long an attempt may give no sign of life (a line in its log, a checkpoint); zero for
///                     as long as it likes
public record TaskPolicy(
        TriggerRule rule,
        RetryPolicy retry,
        Duration timeout,
        boolean allowFailure,
        Role role,
        TaskLimits limits,
        Duration heartbeat) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(24);
    public static final TaskPolicy DEFAULT = new TaskPolicy(
            TriggerRule.ALL_SUCCESS,
            RetryPolicy.NONE,
            DEFAULT_TIMEOUT,
            false,
            Role.WORK,
            TaskLimits.NONE,
            Duration.ZERO);

    // Written out: a spec that was stored before there were roles, limits or heartbeats has none.
    public TaskPolicy(
            TriggerRule rule,
            RetryPolicy retry,
            Duration timeout,
            boolean allowFailure,
            @Nullable Role role,
            @Nullable TaskLimits limits,
            @Nullable Duration heartbeat) {
        this.rule = rule;
        this.retry = retry;
        this.timeout = timeout;
        this.allowFailure = allowFailure;
        this.role = role == null ? Role.WORK : role;
        this.limits = TaskLimits.orNone(limits);
        this.heartbeat = heartbeat == null ? Duration.ZERO : heartbeat;
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be longer than nothing");
        }
        if (this.heartbeat.isNegative()) {
            throw new IllegalArgumentException("a heartbeat timeout must not be negative");
        }
    }

    public TaskPolicy withRule(TriggerRule rule) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role, limits, heartbeat);
    }

    public TaskPolicy withRetry(RetryPolicy retry) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role, limits, heartbeat);
    }

    public TaskPolicy withTimeout(Duration timeout) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role, limits, heartbeat);
    }

    public TaskPolicy withAllowFailure(boolean allowFailure) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role, limits, heartbeat);
    }

    public TaskPolicy withRole(Role role) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role, limits, heartbeat);
    }

    public TaskPolicy withLimits(TaskLimits limits) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role, limits, heartbeat);
    }

    public TaskPolicy withHeartbeat(Duration heartbeat) {
        return new TaskPolicy(rule, retry, timeout, allowFailure, role, limits, heartbeat);
    }

    /// Its failure makes the run fail.
    public boolean countsAsFailure() {
        return !allowFailure && role.failsRun();
    }
}
