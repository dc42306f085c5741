package dev.downbeat.engine;

/// A scheduler at a glance.
///
/// @param runs    active ones, queued or running
/// @param ready   task instances whose rule is met and that wait for a limit
/// @param commits since it started
/// @param healthy it holds its lease and its last commit went through
public record SchedulerStats(int runs, int ready, long commits, boolean healthy) {}
