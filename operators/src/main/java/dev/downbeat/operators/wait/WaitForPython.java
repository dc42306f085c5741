package dev.downbeat.operators.wait;

import dev.downbeat.operators.flow.Truth;
import dev.downbeat.operators.python.Python;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.TaskContext;
import java.io.IOException;
import java.util.Map;

/// Waits until a Python function says so.
public final class WaitForPython implements Sensor<WaitForPython.Config> {
    private final Python python;

    public WaitForPython() {
        this(new Python());
    }

    WaitForPython(Python python) {
        this.python = python;
    }

    @Doc(value = """
            Waits until a Python function returns something true; that becomes the output. Each look calls it in a process \
            of its own, as the `python` operator does, which keeps interpreters waiting. `raise downbeat.Skip("why")` skips \
            the task, `downbeat.Fail("why")` fails it; any other exception is a failed look.""", example = """
            tasks:
              model_is_ready:
                wait_for_python: { file: registry.py, call: newest_model, args: { stage: staging }, poke_interval: 5m }
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

        private Python.Config asCall() {
            return Python.Config.ofFunction(file, call, args, interpreter, env);
        }
    }

    @Override
    public String type() {
        return "wait_for_python";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Look poke(Config config, TaskContext context) throws IOException, InterruptedException {
        return Truth.look(python.run(config.asCall(), context), config.call() + "() is not true");
    }
}
