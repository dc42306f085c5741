package dev.downbeat.operators.process;

import dev.downbeat.sdk.operator.TaskContext;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a task's program works unless its settings say otherwise.
public final class WorkFolder {
    private WorkFolder() {}

    /// The DAG's folder. Workers and containers need not have it: there it is the attempt's scratch folder, and
    /// the log says so.
    public static Path of(TaskContext context) {
        Path folder = context.resolve("");
        if (Files.isDirectory(folder)) {
            return folder;
        }
        context.log().info("the DAG's folder '%s' is not here: works in its scratch folder".formatted(folder));
        return context.scratch();
    }
}
