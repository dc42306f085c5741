/// The pure heart: from the state of a run and an event follow the next state, the changes to write down and
/// the effects to carry out. No clock, no I/O, no threads, no randomness; time comes in with the event.
///
/// [RunState] is a persistent value: [Decider#decide] shares all that did not change with the state before, so
/// that a decision costs the edges below the task that moved, never the size of the DAG, and an old state stays
/// readable.
@NullMarked
package dev.downbeat.decider;

import org.jspecify.annotations.NullMarked;
