package dev.downbeat.operators.java;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Notifier;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Calls a Java method in this process, in the attempt's own thread.
public final class Java implements Notifier<Java.Config> {
    /// Either a static method of a file or class, or a task of a DAG that is written in Java.
    @Doc(value = """
                    Calls a static Java method. `file` is compiled when the task runs, with no build tool; `class` is one on the \
                    class path. `args` are its arguments, by parameter name (a map) or by position (a list), converted from JSON \
                    to the parameters' types: numbers, texts, dates, paths, lists, maps, records. What it returns becomes the \
                    task's output; what it throws is the task's failure. `dev.downbeat.sdk.Task.context()` tells the method about \
                    its attempt: log, connections, folders, cancellation.""", example = """
                    tasks:
                      train:
                        java:
                          file: Train.java
                          call: train
                          args: { data: "{{ outputs.extract.path }}", rounds: 100 }
                    """)
    public record Config(
            @Doc(
                    "A `.java` file; a relative path is relative to the DAG's folder. The method is in the class of that name.")
            @Nullable
            String file,

            @Doc("A class on the class path, in place of a file: `org.example.Train`.") @JsonProperty("class") @Nullable
            String className,

            @Doc("The static method.") @Nullable String call,

            @Doc("The arguments: a map by parameter name or a list by position.") @Default("[]")
            Object args,

            @Doc("The class that declares the DAG; written by DAGs in Java.") @Nullable
            String dagClass,

            @Doc("The task of that DAG; written by DAGs in Java.") @Nullable
            String task) {
        public Config {
            boolean ofDag = dagClass != null && task != null;
            long places = Stream.of(file, className, dagClass)
                    .filter(Objects::nonNull)
                    .count();
            boolean ofMethod = call != null && task == null && places == 1;
            if (ofDag == ofMethod) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "java needs either 'file' or 'class', and 'call', the method");
            }
            if (!(args instanceof Map || args instanceof List)) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "'args' is a map (by name) or a list (by position), not '" + args + "'");
            }
        }
    }

    @Override
    public String type() {
        return "java";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Map<String, Object> ofAlert() {
        return Map.of("args", List.of("{{ alert }}"));
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws Exception {
        if (config.dagClass() != null && config.task() != null) {
            return DagTask.find(config.dagClass(), config.task(), context).run(config.args(), context);
        }
        return StaticMethod.find(type(config, context), String.valueOf(config.call()))
                .run(config.args(), context);
    }

    private static Class<?> type(Config config, TaskContext context) {
        if (config.dagClass() != null) {
            return DagTask.load(config.dagClass(), context);
        }
        return config.file() != null
                ? context.code().compile(context.resolve(config.file()))
                : onClassPath(String.valueOf(config.className()));
    }

    private static Class<?> onClassPath(String name) {
        try {
            return Class.forName(name, true, Java.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "class '%s' is not on the class path".formatted(name), e);
        }
    }
}
