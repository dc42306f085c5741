package dev.downbeat.operators.python;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.process.ChildProcess;
import dev.downbeat.operators.process.Exit;
import dev.downbeat.operators.process.Programs;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Notifier;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs Python code in a process of its own; one that waits already when there is one.
public final class Python implements Notifier<Python.Config> {
    private static final String SETTING = "DOWNBEAT_PYTHON_WARM";
    private static final int WAITING = 2;
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final Interpreters interpreters;

    /// With as many waiting interpreters as the environment variable `DOWNBEAT_PYTHON_WARM` says, else 2.
    ///
    /// @throws DownbeatException BAD_INPUT when that is no number
    public Python() {
        this(Optional.ofNullable(System.getenv(SETTING)).map(Python::number).orElse(WAITING));
    }

    Python(int waiting) {
        this(new Interpreters(waiting, IDLE));
    }

    Python(Interpreters interpreters) {
        this.interpreters = interpreters;
    }

    @Doc(value = """
            Runs Python code (3.9 or later, no packages needed) in a process of its own. What it prints and logs goes to \
            the log as it comes.

            `file` with `call` calls a function of the file: `args` are its arguments, by name (a map) or by position \
            (a list), and what it returns is the task's output. A parameter named `context` is given the task's context: \
            `run_id`, `dag_id`, `task_id`, `try_number`, `map_index`, `logical_date`, `ds`, `params`, `artifacts` (a folder for \
            large results), `log`, `xcom_push(key, value)`. `file` alone runs it as a script, with a list of `args` in \
            `sys.argv` as they are and a map as `--name value`. `script` is code in the DAG itself; a map of `args` are \
            its global variables. Scripts give their output by `downbeat.output(value)`.

            `raise downbeat.Skip("why")` skips the task, `downbeat.Fail("why")` fails it without a retry. Returned \
            values become JSON: also dates, decimals, paths, enums, dataclasses, sets, NumPy values. NaN becomes null, with a \
            warning. The folders of the file and of the DAG are on `sys.path`; the working directory is the DAG's folder, \
            or a scratch folder where a worker or a container does not have that.""", example = """
            tasks:
              train:
                python:
                  file: train.py
                  call: train
                  args: { data: "{{ outputs.extract.path }}", threshold: 0.9 }
                  interpreter: .venv/bin/python
              report:
                needs: train
                python:
                  script: |
                    import downbeat
                    print("accuracy", accuracy)
                    downbeat.output({"good": accuracy > 0.9})
                  args: { accuracy: "{{ outputs.train.accuracy }}" }
            """)
    public record Config(
            @Doc("The Python file; a relative path is relative to the DAG's folder.") @Nullable
            String file,

            @Doc("The function of the file to call: `train`, or `Model.train` for a static method.") @Nullable
            String call,

            @Doc("Python code, in place of a file.") @Nullable
            String script,

            @Doc("The arguments: a map by name or a list by position.") @Default("{}")
            Object args,

            @Doc("The Python program: a name on the PATH, or a path such as `.venv/bin/python`.") @Default("python3")
            String interpreter,

            @Doc("Environment variables set on top of the inherited ones.") @Default("{}")
            Map<String, String> env,

            @Doc("The time between SIGTERM and SIGKILL on timeout and cancel.") @Default("10s")
            Duration grace) {
        public Config {
            env = Map.copyOf(env);
            if ((file == null) == (script == null)) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "python needs either 'file' or 'script'");
            }
            if (script != null && call != null) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "'call' names a function of 'file', not of 'script'");
            }
            if (!(args instanceof Map || args instanceof List)) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "'args' is a map (by name) or a list (by position), not '" + args + "'");
            }
        }

        /// A call of a function, with the usual time to end in.
        public static Config ofFunction(
                String file, String call, Object args, String interpreter, Map<String, String> env) {
            return new Config(file, call, null, args, interpreter, env, Duration.ofSeconds(10));
        }
    }

    @Override
    public String type() {
        return "python";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Map<String, Object> ofAlert() {
        return Map.of("args", Map.of("alert", "{{ alert }}"));
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws IOException, InterruptedException {
        Path interpreter = interpreter(config.interpreter(), context);
        if (config.file() != null && !Files.isRegularFile(context.resolve(config.file()))) {
            throw notFound("file '%s' is not there".formatted(context.resolve(config.file())));
        }
        try {
            return run(config, interpreter, context);
        } finally {
            interpreters.prepare(interpreter);
        }
    }

    private TaskResult run(Config config, Path interpreter, TaskContext context)
            throws IOException, InterruptedException {
        var exchange = new Exchange(context);
        String request = exchange.ask(config).toString();
        if (config.env().keySet().stream().noneMatch(Python::readAtStart)) {
            Optional<ChildProcess> worker = interpreters.warm(interpreter);
            if (worker.isPresent()) {
                Exit exit = hand(request, worker.get(), config, context);
                if (exchange.begun()) {
                    return exchange.answer(exit);
                }
            }
        }
        return exchange.answer(hand(request, interpreters.cold(interpreter, config.env()), config, context));
    }

    private static Exit hand(String request, ChildProcess worker, Config config, TaskContext context)
            throws InterruptedException {
        try (worker) {
            tell(worker, request);
            return worker.await(context.log(), config.grace());
        }
    }

    private static void tell(ChildProcess worker, String request) {
        try {
            worker.tell(request);
        } catch (IOException e) {
            // It has ended already: its exit code and what it printed tell why, and the request is still there.
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "%s is '%s', not a number".formatted(SETTING, text), e);
        }
    }

    /// What Python and the dynamic linker look at only when they start.
    private static boolean readAtStart(String variable) {
        return variable.startsWith("PYTHON") || variable.startsWith("LD_") || variable.startsWith("DYLD_");
    }

    private static Path interpreter(String name, TaskContext context) {
        if (name.contains("/")) {
            Path path = context.resolve(name);
            if (!Files.isExecutable(path)) {
                throw notFound("interpreter '%s' is not there".formatted(path));
            }
            return path;
        }
        return Programs.onPath(name)
                .orElseThrow(() -> notFound(
                        "interpreter '%s' is not on the PATH; give a path such as .venv/bin/python".formatted(name)));
    }

    private static TaskFailedException notFound(String message) {
        return TaskFailedException.terminal(ErrorCode.NOT_FOUND, message, null);
    }
}
