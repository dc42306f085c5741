/// The logs of attempts, one file each.
///
/// A line is `2026-01-31T06:00:00.123Z out text`, where the word is `out`, `err` (a child's or Java's standard
/// streams) or `sys` (Downbeat's own words). Secrets are masked before a line is formed, so they never reach
/// the disk. Nothing is created for an attempt that logs nothing. Writers block for the disk, which is what
/// holds back a task that prints faster than the disk takes it; no queue grows.
@NullMarked
package dev.downbeat.executors.logs;

import org.jspecify.annotations.NullMarked;
