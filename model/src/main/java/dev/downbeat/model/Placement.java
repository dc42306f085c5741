package dev.downbeat.model;

/// Where and in what order a task is executed.
///
/// @param executor `local` (in this process) or `process` (a child process of its own)
/// @param priority among ready tasks the higher goes first
public record Placement(String executor, String pool, int poolSlots, int priority) {
    public static final String DEFAULT_POOL = "default";
    public static final Placement DEFAULT = new Placement("local", DEFAULT_POOL, 1, 1);

    public Placement {
        if (poolSlots < 1) {
            throw new IllegalArgumentException("pool_slots must be 1 or more, was " + poolSlots);
        }
    }

    public Placement withExecutor(String executor) {
        return new Placement(executor, pool, poolSlots, priority);
    }

    public Placement withPool(String pool) {
        return new Placement(executor, pool, poolSlots, priority);
    }

    public Placement withPoolSlots(int poolSlots) {
        return new Placement(executor, pool, poolSlots, priority);
    }

    public Placement withPriority(int priority) {
        return new Placement(executor, pool, poolSlots, priority);
    }
}
