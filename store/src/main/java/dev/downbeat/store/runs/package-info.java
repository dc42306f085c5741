/// What processes do to runs without being their scheduler: take run ids, ask for a run, ask to cancel one,
/// wake the scheduler up, read the values that tasks left.
@NullMarked
package dev.downbeat.store.runs;

import org.jspecify.annotations.NullMarked;
