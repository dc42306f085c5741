package dev.downbeat.operators.shell;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.process.Exit;
import dev.downbeat.operators.process.Launch;
import dev.downbeat.operators.process.Spares;
import dev.downbeat.operators.process.TaskEnvironment;
import dev.downbeat.operators.process.WorkFolder;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a shell command in a process group of its own.
public final class Bash implements Operator<Bash.Config> {
    private static final int WAITING = 2;
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final Spares spares = new Spares(WAITING, IDLE);

    @Doc(value = """
            Runs a shell command. An exit code other than 0 fails the task.

            Its output goes to the log as it comes. It finds the inherited environment without Downbeat's own secrets, and \
            `DOWNBEAT_RUN_ID`, `DOWNBEAT_DAG_ID`, `DOWNBEAT_TASK_ID`, `DOWNBEAT_MAP_INDEX`, `DOWNBEAT_TRY_NUMBER`, \
            `DOWNBEAT_ATTEMPT` (grows with every attempt, those that were lost with a server too), `DOWNBEAT_LOGICAL_DATE`, \
            `DOWNBEAT_IDEMPOTENCY_KEY` (stable over retries), `DOWNBEAT_CHECKPOINT` (a file that the \
            next attempt finds again when this one fails or is lost), `DOWNBEAT_PROGRESS` (a file that says how far it is: \
            `echo 3 10 files > "$DOWNBEAT_PROGRESS"`), `DOWNBEAT_ARTIFACTS` (a folder for large results), `TRACEPARENT` when traces are sent, and `DOWNBEAT_OUTPUT`: a file to which the command may write the task's output, as JSON or as \
            lines `key=value`. When it writes none, the output is `last_line`, the last line of standard output that is \
            not blank. Standard input is empty.

            On timeout and cancel the whole process group gets SIGTERM, and SIGKILL after `grace`. What the command \
            leaves running in the background ends with the task.""", example = """
            tasks:
              count:
                bash: wc -l < users.csv
              deploy:
                needs: count
                bash:
                  command: |
                    ./deploy.sh "$MODEL" | tee deploy.log
                    echo '{"url": "http://localhost:8080"}' > "$DOWNBEAT_OUTPUT"
                  env: { MODEL: "{{ params.model }}" }
                  grace: 30s
            """)
    public record Config(
            @Doc("The command; may have many lines.") @Shorthand
            String command,

            @Doc("Variables set on top of the inherited environment.") @Default("{}")
            Map<String, String> env,

            @Doc(
                    "The working directory; by default the folder of the DAG file, to which a relative one is relative. Where "
                            + "a worker or a container does not have that folder, the default is a scratch folder.")
            @Nullable
            String cwd,

            @Doc("The program that is given the command in a file, with its arguments. The default stops at the first "
                    + "command that fails, also within a pipe; `bash` alone goes on like a script at the prompt.")
            @Default("[bash, -e, -o, pipefail]")
            List<String> shell,

            @Doc("The exit code that marks the task as skipped; -1 for none.") @Default("99")
            int skipExitCode,

            @Doc("Exit codes after which the task is not retried.") @Default("[]")
            List<Integer> noRetryExitCodes,

            @Doc("The time between SIGTERM and SIGKILL on timeout and cancel.") @Default("10s")
            Duration grace) {
        public Config {
            env = Map.copyOf(env);
            shell = List.copyOf(shell);
            noRetryExitCodes = List.copyOf(noRetryExitCodes);
        }
    }

    @Override
    public String type() {
        return "bash";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws IOException, InterruptedException {
        Path output = context.scratch().resolve("output");
        Files.deleteIfExists(output);
        try (var child = spares.start(launch(config, context, output))) {
            Exit exit = child.await(context.log(), config.grace());
            return result(config, exit, output);
        }
    }

    private static Launch launch(Config config, TaskContext context, Path output) throws IOException {
        Path script = Files.writeString(context.scratch().resolve("command.sh"), config.command());
        var command = new ArrayList<>(config.shell());
        command.add(script.toString());
        var env = new LinkedHashMap<>(TaskEnvironment.of(context));
        env.put("DOWNBEAT_OUTPUT", output.toString());
        env.putAll(config.env());
        return new Launch(command, env, folder(config, context), context.scratch());
    }

    private static Path folder(Config config, TaskContext context) {
        if (config.cwd() == null) {
            return WorkFolder.of(context);
        }
        Path folder = context.resolve(config.cwd());
        if (!Files.isDirectory(folder)) {
            throw TaskFailedException.terminal(ErrorCode.NOT_FOUND, "cwd '%s' is no folder".formatted(folder), null);
        }
        return folder;
    }

    private static TaskResult result(Config config, Exit exit, Path output) throws IOException {
        if (exit.code() == config.skipExitCode()) {
            return new TaskResult.Skipped(exit.lastError().isEmpty() ? exit.message() : exit.lastError());
        }
        if (!exit.succeeded()) {
            TaskFailedException failure = config.noRetryExitCodes().contains(exit.code())
                    ? TaskFailedException.terminal(exit.message())
                    : TaskFailedException.retryable(exit.message());
            throw failure.withExitCode(exit.code());
        }
        return OutputFile.read(output).orElseGet(() -> TaskResult.of(Map.of("last_line", exit.lastOutput())));
    }
}
