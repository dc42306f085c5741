package dev.downbeat.operators.python;

import dev.downbeat.model.Excerpt;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Python function chooses which of the direct downstream tasks go on.
public final class BranchPython implements Operator<BranchPython.Config> {
    private final Python python;

    public BranchPython() {
        this(new Python());
    }

    BranchPython(Python python) {
        this.python = python;
    }

    @Doc(value = """
            A Python function chooses which of the tasks directly downstream go on; the others are skipped. It returns the id of \
            one task (or group), a list of ids, or `None` for none of them.""", example = """
            tasks:
              pick:
                needs: evaluate
                branch_python: { file: gates.py, call: pick, args: { accuracy: "{{ outputs.evaluate.accuracy }}" } }
              deploy: { needs: pick, bash: make deploy }
              notify: { needs: pick, bash: make notify }
            """)
    public record Config(
            @Doc("The Python file; a relative path is relative to the DAG's folder.")
            String file,

            @Doc("The function of the file to call.") String call,

            @Doc("The arguments: a map by name or a list by position.") @Default("{}")
            Object args,

            @Doc("The Python program: a name on the PATH, or a path such as `.venv/bin/python`.") @Default("python3")
            String interpreter,

            @Doc("Environment variables set on top of the inherited ones.") @Default("{}")
            Map<String, String> env) {
        public Config {
            env = Map.copyOf(env);
        }
    }

    @Override
    public String type() {
        return "branch_python";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws IOException, InterruptedException {
        var call = Python.Config.ofFunction(
                config.file(), config.call(), config.args(), config.interpreter(), config.env());
        return switch (python.run(call, context)) {
            case TaskResult.Done done -> {
                List<String> chosen = ids(config.call(), done.output());
                context.log().info(chosen.isEmpty() ? "chose none" : "chose " + String.join(", ", chosen));
                yield new TaskResult.Branch(chosen);
            }
            case TaskResult.InFile _ -> throw notIds(config.call(), "more than a list of task ids");
            case TaskResult.Skipped skipped -> skipped;
            case TaskResult.Branch branch -> branch;
            case TaskResult.NotYet notYet -> notYet;
            case TaskResult.Deferred deferred -> deferred;
        };
    }

    private static List<String> ids(String function, @Nullable Object output) {
        return switch (output) {
            case null -> List.of();
            case String one -> List.of(one);
            case List<?> many
            when many.stream().allMatch(String.class::isInstance) ->
                many.stream().map(String::valueOf).toList();
            default -> throw notIds(function, Excerpt.of(String.valueOf(output), 80));
        };
    }

    private static TaskFailedException notIds(String function, String output) {
        return TaskFailedException.terminal(
                "%s() returned %s; a branch returns the id of a task, a list of ids, or None"
                        .formatted(function, output));
    }
}
