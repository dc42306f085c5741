/// The vocabulary of Downbeat: ids, the immutable [DagSpec] that every front end produces, the states and their
/// legal transitions, and the one family of errors. Values only: no clock, no I/O, no threads.
@NullMarked
package dev.downbeat.model;

import org.jspecify.annotations.NullMarked;
