package dev.downbeat.operators.docker;

import dev.downbeat.containers.docker.Docker;
import dev.downbeat.containers.docker.DockerAddress;
import dev.downbeat.containers.docker.DockerTrouble;
import dev.downbeat.model.ContainerSpec.Mount;
import dev.downbeat.model.ContainerSpec.Pull;
import dev.downbeat.model.ContainerSpec.Size;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a program in a container of its own.
public final class DockerRun implements Operator<DockerRun.Config> {
    @Doc(value = """
            Runs a program in a container of a Docker engine, or of Podman. An exit code other than 0 fails the task, and \
            so does more memory than `memory`, which the failure tells apart. The container is removed afterwards.

            Its output goes to the log as it comes. It finds the variables of `bash` that begin with `DOWNBEAT_`, and \
            nothing else of this server's environment. It may write the task's output to `$DOWNBEAT_OUTPUT`, as JSON or as \
            lines `key=value`; else the output is `last_line`, the last line of standard output that is not blank. The \
            folders for artifacts and checkpoints are there under the same paths as outside when the engine is on this \
            machine; they are written as the container's user.

            On timeout and cancel the program gets SIGTERM, and SIGKILL after `grace`. What a server that was killed left \
            running is removed by the task's next attempt before it begins.""", example = """
            tasks:
              train:
                docker:
                  image: python:3.13-slim
                  command: |
                    python -c 'import platform; print(platform.python_version())'
                  memory: 512Mi
              convert:
                needs: train
                docker:
                  image: registry.example.org/tools/convert:2
                  connection: registry
                  command: [--from, csv, /data/in.csv]
                  entrypoint: [convert]
                  mounts: ["./data:/data:ro"]
                  env: { LEVEL: "{{ params.level }}" }
                  network: none
                  cpus: 1.5
            """)
    public record Config(
            @Doc("The image, with its registry if it is not Docker's own.")
            String image,

            @Doc("A text is given to `sh -e -c` and may have many lines; a list is a program and its arguments, or "
                    + "the arguments of the entry point. By default the image's own.")
            @Nullable
            Object command,

            @Doc("The program that is given `command`; by default the image's own.") @Default("[]")
            List<String> entrypoint,

            @Doc("Variables for the program.") @Default("{}")
            Map<String, String> env,

            @Doc("When the image is fetched.") @Default("if_not_present")
            Pull pull,

            @Doc(
                    "Folders, files and named volumes that the program sees: `/data/in:/in:ro`, `./out:/out`, `cache:/cache`. "
                            + "What begins with `.` is relative to the DAG's folder.")
            @Default("[]")
            List<String> mounts,

            @Doc("A network of the engine, or `none`, `host`.") @Nullable
            String network,

            @Doc("How many processors it may use, such as 0.5.") @Nullable
            Double cpus,

            @Doc("How much memory it may use, such as 512Mi; what needs more is killed.") @Nullable
            String memory,

            @Doc("How many GPUs it gets.") @Nullable Integer gpus,

            @Doc("Who it runs as: a name or number, with a group after `:`.") @Nullable
            String user,

            @Doc("The working directory inside; by default the image's own.") @Nullable
            String workdir,

            @Doc("The id of a connection of type `docker`: the registry's host, user and password.") @Nullable
            String connection,

            @Doc("The engine's address, such as `unix:///var/run/docker.sock` or `tcp://host:2376`; by default "
                    + "`DOCKER_HOST`, or the socket that is there.")
            @Nullable
            String host,

            @Doc("The exit code that marks the task as skipped; -1 for none.") @Default("99")
            int skipExitCode,

            @Doc("Exit codes after which the task is not retried.") @Default("[]")
            List<Integer> noRetryExitCodes,

            @Doc("The time between SIGTERM and SIGKILL on timeout and cancel.") @Default("10s")
            Duration grace) {
        public Config {
            entrypoint = List.copyOf(entrypoint);
            env = Map.copyOf(env);
            mounts = List.copyOf(mounts);
            noRetryExitCodes = List.copyOf(noRetryExitCodes);
            try {
                Size _ = size(cpus, memory, gpus);
                List<Mount> _ = mounts.stream().map(Mount::parse).toList();
            } catch (IllegalArgumentException e) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage()));
            }
            if (!(command == null || command instanceof String || command instanceof List<?>)) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "'command' is a text or a list of texts, was '%s'".formatted(command));
            }
        }

        Size size() {
            return size(cpus, memory, gpus);
        }

        private static Size size(@Nullable Double cpus, @Nullable String memory, @Nullable Integer gpus) {
            return new Size(cpus, memory == null ? null : Size.bytes(memory), gpus);
        }
    }

    @Override
    public String type() {
        return "docker";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public boolean onlyWaits() {
        return true;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws IOException, InterruptedException {
        try (var docker = Docker.at(DockerAddress.find(config.host()))) {
            return new ContainerAttempt(docker, config, context).run();
        } catch (DockerTrouble e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw Failures.of(e);
        }
    }
}
