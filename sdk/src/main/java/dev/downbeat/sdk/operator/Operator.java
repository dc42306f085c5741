package dev.downbeat.sdk.operator;

/// A kind of task. Implementations are found by [java.util.ServiceLoader], have a public no-argument
/// constructor, keep no state between calls and are called by many threads at once.
///
/// The settings record `C` is the operator's whole interface to authors: its components are the YAML keys (in
/// snake_case), their types, [Doc] and [Default] annotations make the JSON Schema, the checks and the
/// reference page.
///
/// ```java
/// public final class Sleep implements Operator<Sleep.Config> {
///     @Doc("Waits.")
///     public record Config(@Doc("How long") @Default("1s") @Shorthand Duration time) {}
///     …
/// }
/// ```
public interface Operator<C extends Record> {
    /// The YAML key: lower case, `_` between words.
    String type();

    Class<C> config();

    /// Whether [#run] does nothing itself but wait for something outside (a child process, an answer). Such
    /// an attempt gets a virtual thread, which is cheaper by far. Anything that computes in this process must
    /// not say so: virtual threads are not time-sliced, and a few busy ones would stop all others.
    default boolean onlyWaits() {
        return false;
    }

    /// Executes one attempt; blocks until it is done. Templates in `config` are rendered already.
    ///
    /// When the attempt is cancelled or runs out of time the calling thread is interrupted and the hooks given
    /// to [TaskContext#onCancel] run; it then has to come back soon, by any exception.
    ///
    /// @throws TaskFailedException to fail with a message for people, with or without a retry
    /// @throws Exception any other failure; it is retried if the task has retries left
    TaskResult run(C config, TaskContext context) throws Exception;
}
