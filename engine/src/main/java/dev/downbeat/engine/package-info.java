/// The imperative shell around the decider.
///
/// One loop thread owns the state of every active run. Messages (a run was submitted, an attempt started or
/// ended, a timer is due, a person cancelled) are its only input. It takes all that are there, lets the
/// [dev.downbeat.decider.Decider] decide, and writes everything that changed in one commit of the
/// [dev.downbeat.engine.port.Journal]; only then are the effects carried out: attempts go to executors, callers
/// hear that their run is accepted. While a commit is under way the next one gathers, so that commits grow
/// with the load and a lone hop waits for nobody.
///
/// ```
///  submit, cancel ──┐
///  executors ───────┼─→ inbox ─→ RunLoop (decide, limits, timers) ─→ Batch ─→ Journal.commit ─→ effects ─→
///  executors
///  timers, scans ───┘      ↑                                                                      │
///                          └──────────────────────── attempts' events ←───────────────────────────┘
/// ```
///
/// [dev.downbeat.engine.RunLoop] has no thread, clock or I/O of its own, so that the simulation can drive it;
/// [dev.downbeat.engine.Scheduler] gives it a thread, keeps the lease on its shards, and looks for runs that
/// other processes left or queued.
@NullMarked
package dev.downbeat.engine;

import org.jspecify.annotations.NullMarked;
