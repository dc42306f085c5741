package dev.downbeat.testing;

import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the fakes in the place of the operators of the tasks that they stand in for. As an operator it gets its
/// settings with templates rendered, and what it returns is converted, as for any other.
final class FakeOperator implements Operator<FakeOperator.Config> {
    static final String TYPE = "fake";
    static final String BRANCH = "branch";

    private final Map<TaskId, Fake> fakes;

    /// The faked task's own.
    @Doc("Stands in for a task.")
    record Config(
            @Doc("The faked operator.") String operator,
            @Doc("Its settings.") Map<String, Object> settings) {}

    FakeOperator(Map<TaskId, Fake> fakes) {
        this.fakes = fakes;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws Exception {
        Fake fake = fakes.get(context.attempt().key().task());
        if (fake == null) {
            throw new IllegalStateException("no fake for " + context.attempt());
        }
        Map<String, @Nullable Object> settings = new LinkedHashMap<>(config.settings());
        Object output = fake.run(new Fake.Call(settings, context));
        return switch (output) {
            case TaskResult result -> result;
            case String chosen when config.operator().equals(BRANCH) -> new TaskResult.Branch(List.of(chosen));
            case Collection<?> chosen
            when config.operator().equals(BRANCH) ->
                new TaskResult.Branch(chosen.stream().map(String::valueOf).toList());
            case null, default -> TaskResult.of(output);
        };
    }
}
