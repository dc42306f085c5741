package dev.downbeat.operators.flow;

import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Goes on only in the newest of a schedule's runs.
public final class LatestOnly implements Operator<LatestOnly.Config> {
    private final InstantSource clock;

    public LatestOnly() {
        this(InstantSource.system());
    }

    LatestOnly(InstantSource clock) {
        this.clock = clock;
    }

    @Doc(value = """
            Goes on only in the newest of a schedule's runs, so that runs that are made up for do not send yesterday's mail. \
            When the next run is due already, what comes directly after it is skipped; the rules of later tasks decide. A \
            run that no schedule started always goes on.""", example = """
            tasks:
              newest:
                needs: load
                latest_only: {}
              mail:
                needs: newest
                email: { to: team@example.org, subject: "Numbers of {{ ds }}", body: "{{ outputs.load.rows }} rows" }
            """)
    public record Config() {}

    @Override
    public String type() {
        return "latest_only";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) {
        Instant due = context.nextRunDue().orElse(Instant.MAX);
        if (clock.instant().isBefore(due)) {
            return TaskResult.NOTHING;
        }
        context.log().info("stops here: the next run was due at " + due);
        return new TaskResult.Branch(List.of());
    }
}
