package dev.downbeat.sdk.operator;

/// An operator that waits until something is there. It says how to look once; when to look again, for how long,
/// and that no thread and no slot is held in between is not its affair. Every sensor takes the options of
/// [SensorOptions] beside its own settings.
///
/// ```java
/// public final class WaitForFlag implements Sensor<WaitForFlag.Config> {
///     @Doc("Waits until a variable is set.")
///     public record Config(@Doc("The variable's key.") @Shorthand String key) {}
///
///     public String type() { return "wait_for_flag"; }
///     public Class<Config> config() { return Config.class; }
///
///     public Look poke(Config config, TaskContext context) {
///         return context.variable(config.key()).<Look>map(Look::found)
///                 .orElseGet(() -> Look.notYet("the variable is not set"));
///     }
/// }
/// ```
public interface Sensor<C extends Record> extends Operator<C> {
    /// Looks once, and comes back soon. Every look may be in another process than the one before; what it is to
    /// remember goes into [Look.NotYet#state].
    ///
    /// @throws Exception when looking itself failed: the attempt fails, and is retried if the task has retries
    ///         left
    Look poke(C settings, TaskContext context) throws Exception;

    /// Most sensors only ask something outside.
    @Override
    default boolean onlyWaits() {
        return true;
    }

    @Override
    default TaskResult run(C settings, TaskContext context) throws Exception {
        return switch (poke(settings, context)) {
            case Look.Found found -> TaskResult.of(found.value());
            case Look.Ended ended -> ended.result();
            case Look.NotYet notYet -> new TaskResult.NotYet(notYet.reason(), notYet.state());
        };
    }
}
