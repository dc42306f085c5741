/// One attempt of a task, from its order to its outcome, wherever it runs.
///
/// Three parties can end an attempt: the operator by coming back, a person by cancelling, the clock by the
/// timeout. [RunningAttempt] lets exactly one of them win. Whoever stops an attempt interrupts its thread, runs
/// the operator's cancel hooks and waits for a grace; an operator that ignores all that is abandoned: its end
/// is reported, its log is closed, and what its thread still returns is dropped. Once an attempt has been told
/// to stop, that is its outcome, even when the operator comes back with a result: the hooks may have taken away
/// what the result was made of.
@NullMarked
package dev.downbeat.executors.attempt;

import org.jspecify.annotations.NullMarked;
