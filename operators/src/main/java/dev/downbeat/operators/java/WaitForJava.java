package dev.downbeat.operators.java;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.downbeat.operators.flow.Truth;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.TaskContext;
import org.jspecify.annotations.Nullable;

/// Waits until a Java method says so.
public final class WaitForJava implements Sensor<WaitForJava.Config> {
    private final Java java = new Java();

    @Doc(value = """
            Waits until a static Java method returns something true; that becomes the output. Null, false, zero and what is \
            empty are not true. The method is found and called as by the `java` operator. In a DAG that is written in Java \
            it is `d.task("ready").until(w -> w.every(ofMinutes(5))).call(Churn::isReady)`.""", example = """
            tasks:
              partition_is_there:
                wait_for_java: { file: Lake.java, call: hasPartition, args: { day: "{{ ds }}" }, poke_interval: 5m }
            """)
    public record Config(
            @Doc(
                    "A `.java` file; a relative path is relative to the DAG's folder. The method is in the class of that name.")
            @Nullable
            String file,

            @Doc("A class on the class path, in place of a file: `org.example.Lake`.") @JsonProperty("class") @Nullable
            String className,

            @Doc("The static method.") @Nullable String call,

            @Doc("The arguments: a map by parameter name or a list by position.") @Default("[]")
            Object args,

            @Doc("The class that declares the DAG; written by DAGs in Java.") @Nullable
            String dagClass,

            @Doc("The task of that DAG; written by DAGs in Java.") @Nullable
            String task) {
        public Config {
            var checked = new Java.Config(file, className, call, args, dagClass, task);
            args = checked.args();
        }

        private Java.Config asCall() {
            return new Java.Config(file, className, call, args, dagClass, task);
        }

        private String shown() {
            return call == null ? String.valueOf(task) : call + "()";
        }
    }

    @Override
    public String type() {
        return "wait_for_java";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    /// The author's code computes here.
    @Override
    public boolean onlyWaits() {
        return false;
    }

    @Override
    public Look poke(Config config, TaskContext context) throws Exception {
        return Truth.look(java.run(config.asCall(), context), config.shown() + " is not true");
    }
}
