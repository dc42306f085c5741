package dev.downbeat.operators.process;

import dev.downbeat.sdk.operator.TaskContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a task's process finds in its environment.
public final class TaskEnvironment {
    private static final Set<String> SECRET_WORDS = Set.of("PASSWORD", "SECRET", "TOKEN", "KEY");

    private TaskEnvironment() {}

    /// Variables that a child does not inherit: Downbeat's connections, variables and its own access to the
    /// database. A task that needs a secret names it in its settings.
    public static boolean withheld(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("DOWNBEAT_CONN_")
                || upper.startsWith("DOWNBEAT_VAR_")
                || upper.equals("DOWNBEAT_DATABASE_URL")
                || (upper.startsWith("DOWNBEAT_") && SECRET_WORDS.stream().anyMatch(upper::contains));
    }

    /// Says who the task is: `DOWNBEAT_RUN_ID`, `DOWNBEAT_DAG_ID`, …
    public static Map<String, String> of(TaskContext context) {
        var key = context.attempt().key();
        var env = new LinkedHashMap<String, String>();
        env.put("DOWNBEAT_RUN_ID", key.run().toString());
        env.put("DOWNBEAT_DAG_ID", context.run().dag().value());
        env.put("DOWNBEAT_TASK_ID", key.task().value());
        env.put("DOWNBEAT_MAP_INDEX", Integer.toString(key.index().value()));
        env.put("DOWNBEAT_TRY_NUMBER", Integer.toString(context.tryNumber()));
        env.put("DOWNBEAT_ATTEMPT", Integer.toString(context.attempt().number()));
        env.put("DOWNBEAT_LOGICAL_DATE", context.run().interval().logicalDate().toString());
        env.put("DOWNBEAT_IDEMPOTENCY_KEY", context.attempt().idempotencyKey());
        env.put("DOWNBEAT_ARTIFACTS", context.artifacts().toString());
        env.put("DOWNBEAT_CHECKPOINT", context.checkpointFile().toString());
        env.put("DOWNBEAT_PROGRESS", context.progressFile().toString());
        context.traceparent().ifPresent(trace -> env.put("TRACEPARENT", trace));
        return env;
    }
}
