package dev.downbeat.operators.flow;

import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;

/// Does nothing and succeeds: a point where paths of a DAG meet or part.
public final class Noop implements Operator<Noop.Config> {
    @Doc(value = "Does nothing and succeeds; a point where the paths of a DAG meet or part.", example = """
            tasks:
              joined:
                needs: [left, right]
                noop: {}
            """)
    public record Config() {}

    @Override
    public String type() {
        return "noop";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    /// It computes nothing either: to wake a thread of its own would cost more than all the rest.
    @Override
    public boolean onlyWaits() {
        return true;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) {
        return TaskResult.NOTHING;
    }
}
