/// What Downbeat promises when things break, tried out: two servers on one PostgreSQL, in processes of their own, work
/// through a mixed load while they are killed, paused, cut off from the database and the database itself goes down.
/// Then a checker compares what the tasks did with what the history says.
///
/// A round is a load, some faults, and the check. All of them are drawn from a seed, which is printed; the moments at
/// which they strike are the machine's.
@NullMarked
package dev.downbeat.reliability;

import org.jspecify.annotations.NullMarked;
