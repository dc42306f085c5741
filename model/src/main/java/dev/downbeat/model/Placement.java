package dev.downbeat.model;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where and in what order a task is executed.
///
/// @param executor one of [#EXECUTORS]: `local` (in this process), `process` (a child process of its own),
///                 `workers` (a worker, which may be on another machine), `docker` or `kubernetes` (a container
///                 or pod of its own)
/// @param queue    by which a worker takes it; of no meaning to other executors
/// @param pool      whose slots it takes while it is queued or running
/// @param priority  among ready tasks the higher goes first
/// @param weightRule how the priorities of the tasks around it count towards its own
/// @param container  of a task whose executor makes a container for each attempt, if it says anything of it
public record Placement(
        String executor,
        String queue,
        String pool,
        int poolSlots,
        int priority,
        WeightRule weightRule,
        @Nullable ContainerSpec container) {
    public static final List<String> EXECUTORS = List.of("local", "process", "workers", "docker", "kubernetes");
    public static final String DEFAULT_POOL = "default";
    public static final String DEFAULT_QUEUE = "default";
    /// What a queue may be called, for people.
    public static final String QUEUE_RULE = "letters, digits, '_', '-' and '.', 60 at most";
    public static final Placement DEFAULT =
            new Placement("local", DEFAULT_QUEUE, DEFAULT_POOL, 1, 1, WeightRule.ABSOLUTE, null);

    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

    // Written out: a spec that was stored before there were weight rules or queues has none.
    public Placement(
            String executor,
            @Nullable String queue,
            String pool,
            int poolSlots,
            int priority,
            @Nullable WeightRule weightRule,
            @Nullable ContainerSpec container) {
        this.executor = executor;
        this.queue = queue == null ? DEFAULT_QUEUE : queue;
        this.pool = pool;
        this.poolSlots = poolSlots;
        this.priority = priority;
        this.weightRule = weightRule == null ? WeightRule.ABSOLUTE : weightRule;
        this.container = container;
        if (poolSlots < 1) {
            throw new IllegalArgumentException("pool_slots must be 1 or more, was " + poolSlots);
        }
    }

    /// Whether a queue may be called so.
    public static boolean isQueue(String name) {
        return QUEUE.matcher(name).matches();
    }

    public Placement withExecutor(String executor) {
        return new Placement(executor, queue, pool, poolSlots, priority, weightRule, container);
    }

    public Placement withQueue(String queue) {
        return new Placement(executor, queue, pool, poolSlots, priority, weightRule, container);
    }

    public Placement withPool(String pool) {
        return new Placement(executor, queue, pool, poolSlots, priority, weightRule, container);
    }

    public Placement withPoolSlots(int poolSlots) {
        return new Placement(executor, queue, pool, poolSlots, priority, weightRule, container);
    }

    public Placement withPriority(int priority) {
        return new Placement(executor, queue, pool, poolSlots, priority, weightRule, container);
    }

    public Placement withWeightRule(WeightRule weightRule) {
        return new Placement(executor, queue, pool, poolSlots, priority, weightRule, container);
    }

    public Placement withContainer(@Nullable ContainerSpec container) {
        return new Placement(executor, queue, pool, poolSlots, priority, weightRule, container);
    }
}
