package dev.downbeat.operators.flow;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Expression;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Goes on only when an expression is true.
public final class ShortCircuit implements Operator<ShortCircuit.Config> {
    @Doc(
            value =
                    "Goes on only when an expression is true. Null, false, zero and what is empty are not. Otherwise all that "
                            + "comes after it, however far, is skipped whatever its rule, but for teardowns; with "
                            + "`respect_rules: true` only what comes directly after it, and the rules of later tasks decide.",
            example = """
            tasks:
              any_new:
                needs: load
                short_circuit: "outputs.load.rows > 0"
              train:
                needs: any_new
                bash: make train
            """)
    public record Config(
            @Doc("An expression over the task's variables, such as `outputs.load.rows > 0`.")
            @JsonProperty("if")
            @Expression
            @Shorthand
            String condition,

            @Doc("Skip only what comes directly after it.") @Default("false")
            boolean respectRules) {}

    @Override
    public String type() {
        return "short_circuit";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) {
        Object value = context.evaluate(config.condition());
        return of(value, config.condition(), config.respectRules(), context);
    }

    /// What a value means for what comes after.
    ///
    /// @param what names the value in the log
    static TaskResult of(@Nullable Object value, String what, boolean respectRules, TaskContext context) {
        if (Truth.of(value)) {
            return TaskResult.of(value);
        }
        context.log().info("stops here: %s is not true".formatted(what));
        return new TaskResult.Branch(List.of(), !respectRules);
    }
}
