package dev.downbeat.model;

/// Counts the owners of a shard. Every write carries the epoch its writer holds; an older one is refused.
public record Epoch(long value) {}
