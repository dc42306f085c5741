/// Attempts that workers do, on this machine or another: the server's side.
///
/// [RemoteExecutor] is the scheduler's: it submits attempts to the store, and hears of their starts and ends,
/// at once when the worker speaks to this process and by looking when it speaks to another one. What else is
/// to be done that somebody does them is that of its [Hands]. [Fleet] is
/// the workers': it gives them attempts, answers what those ask, takes their logs and files, and stores their
/// ends. Between the two stands nothing but the store, so an attempt goes on when either of them is gone.
///
/// An attempt proves itself by a token of 256 random bits of which only the hash is stored; it is good for
/// that attempt alone, and until it ended or was given up. So a worker that was cut off for too long cannot
/// report a result any more.
@NullMarked
package dev.downbeat.executors.remote;

import org.jspecify.annotations.NullMarked;
