/// Measures Downbeat on a real PostgreSQL with durable commits, beside what that PostgreSQL can do at best.
///
/// [dev.downbeat.bench.Benchmark] runs [dev.downbeat.bench.Measure]s, each on a database of its own that is
/// dropped afterwards. First of all [dev.downbeat.bench.ByHand] finds what the same database does without Downbeat:
/// what the others find is told beside that, in numbers of the same run. Starts and ends are those that the store
/// has of the task instances, not what somebody who looks now and then has seen.
@NullMarked
package dev.downbeat.bench;

import org.jspecify.annotations.NullMarked;
