/// Attempts that workers do: the worker's side.
///
/// A [Worker] asks the server for attempts while it has slots free, and does each of them with the same
/// [dev.downbeat.executors.attempt.AttemptRunner] as a server does its own. What an attempt wants to know it
/// asks the server. What it writes (log, checkpoint, artifacts) goes into a folder of the worker first and
/// from there to the server; paths below the folders of artifacts are turned from those of the one into those
/// of the other. A worker keeps nothing: whatever it has is the server's, or is done again.
///
/// While the server is away attempts go on, and what is to be said waits.
@NullMarked
package dev.downbeat.executors.worker;

import org.jspecify.annotations.NullMarked;
