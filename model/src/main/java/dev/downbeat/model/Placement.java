package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// Where and in what order a task is executed.
///
/// @param executor `local` (in this process) or `process` (a child process of its own)
/// @param pool      whose slots it takes while it is queued or running
/// @param priority  among ready tasks the higher goes first
/// @param weightRule how the priorities of the tasks around it count towards its own
public record Placement(String executor, String pool, int poolSlots, int priority, WeightRule weightRule) {
    public static final String DEFAULT_POOL = "default";
    public static final Placement DEFAULT = new Placement("local", DEFAULT_POOL, 1, 1, WeightRule.ABSOLUTE);

    // Written out: a spec that was stored before there were weight rules has none.
    public Placement(String executor, String pool, int poolSlots, int priority, @Nullable WeightRule weightRule) {
        this.executor = executor;
        this.pool = pool;
        this.poolSlots = poolSlots;
        this.priority = priority;
        this.weightRule = weightRule == null ? WeightRule.ABSOLUTE : weightRule;
        if (poolSlots < 1) {
            throw new IllegalArgumentException("pool_slots must be 1 or more, was " + poolSlots);
        }
    }

    public Placement withExecutor(String executor) {
        return new Placement(executor, pool, poolSlots, priority, weightRule);
    }

    public Placement withPool(String pool) {
        return new Placement(executor, pool, poolSlots, priority, weightRule);
    }

    public Placement withPoolSlots(int poolSlots) {
        return new Placement(executor, pool, poolSlots, priority, weightRule);
    }

    public Placement withPriority(int priority) {
        return new Placement(executor, pool, poolSlots, priority, weightRule);
    }

    public Placement withWeightRule(WeightRule weightRule) {
        return new Placement(executor, pool, poolSlots, priority, weightRule);
    }
}
