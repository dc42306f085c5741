package dev.downbeat.operators.wait;

import dev.downbeat.model.DagRunState;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.OtherRuns;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts a run of another DAG, and may wait for its end.
public final class TriggerDag implements Sensor<TriggerDag.Config> {
    @Doc(value = """
            Starts a run of another DAG. With `wait_for_completion: true` it waits for that run to end, as a sensor does, and fails when it \
            fails; another try then starts another run. A crash in between does not start it twice.

            The output has the `run` and its `dag`. DAGs that trigger one another in a circle are refused when they are \
            read; ten runs that triggered one another are the longest chain.""", example = """
            tasks:
              train_all:
                each: [fi, is, no]
                trigger_dag:
                  dag: train
                  params: { country: "{{ item }}" }
                  wait_for_completion: true
                  poke_interval: 10s
            """)
    public record Config(
            @Doc("The id of the DAG.") @Shorthand String dag,

            @Doc("The params of the run.") @Default("{}") Map<String, @Nullable Object> params,

            @Doc("Its logical date: a date and time with a zone; without it, now.") @Nullable
            String date,

            @Doc("Wait for the end of the run.") @Default("false")
            boolean waitForCompletion) {}

    @Override
    public String type() {
        return "trigger_dag";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Look poke(Config config, TaskContext context) {
        if (context.state() instanceof Number started) {
            return look(config, started.longValue(), context);
        }
        long run = context.otherRuns().trigger(start(config, context));
        context.log().info("started run %d of %s".formatted(run, config.dag()));
        return config.waitForCompletion() ? look(config, run, context) : Look.found(output(config, run));
    }

    private static OtherRuns.Start start(Config config, TaskContext context) {
        Instant own = context.run().interval().logicalDate();
        Instant date = config.date() == null ? null : Moments.read(config.date(), null, own);
        var key = context.attempt().key();
        var by = new OtherRuns.Asker(
                key.run().value(), key.task().value(), key.index().value(), context.tryNumber());
        return new OtherRuns.Start(config.dag(), config.params(), date, by);
    }

    private static Look look(Config config, long run, TaskContext context) {
        String state = context.otherRuns()
                .run(run)
                .orElseThrow(() -> TaskFailedException.retryable("run %d of %s is gone".formatted(run, config.dag())))
                .state();
        String seen = "run %d of %s: %s".formatted(run, config.dag(), state);
        return switch (DagRunState.of(state)) {
            case SUCCESS -> Look.found(output(config, run));
            case FAILED -> throw TaskFailedException.retryable(seen);
            case QUEUED, RUNNING -> Look.notYet(seen, run);
        };
    }

    private static Map<String, Object> output(Config config, long run) {
        return Map.of("run", run, "dag", config.dag());
    }
}
