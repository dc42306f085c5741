package dev.downbeat.runtime;

import dev.downbeat.authoring.params.Params;
import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.OperatorCatalog;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.Wait;
import dev.downbeat.model.Watch;
import dev.downbeat.store.assets.PgWatches.Before;
import dev.downbeat.store.assets.PgWatches.Claimed;
import dev.downbeat.store.assets.PgWatches.Left;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One look of a watch, as an attempt of its sensor: with its templates, connections, masking and time limit.
final class WatchLook {
    static final Duration LONGEST = Duration.ofMinutes(4);
    private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);

    private final LoneAttempts attempts;
    private final OperatorCatalog operators;
    private final RunLog versions;

    WatchLook(LoneAttempts attempts, OperatorCatalog operators, RunLog versions) {
        this.attempts = attempts;
        this.operators = operators;
        this.versions = versions;
    }

    /// What came of it.
    sealed interface Result {
        /// When to look again, from now.
        Duration again();

        /// @param output as JSON; null for nothing
        record Found(@Nullable String output, Duration again) implements Result {}

        record NotYet(Left left, Duration again) implements Result {}

        record Failed(String why, Duration again) implements Result {}
    }

    /// Blocks until the sensor is done. Never throws for what is wrong with the watch.
    Result take(Claimed claimed, Instant now) {
        Duration again = USUAL_INTERVAL;
        try {
            DagVersion version = versions.version(claimed.version());
            OperatorCall sensor = version.spec().schedule().watches().stream()
                    .filter(watch -> watch.asset().equals(claimed.watched().asset()))
                    .map(Watch::sensor)
                    .findFirst()
                    .orElse(null);
            if (sensor == null) {
                return new Result.Failed("the DAG's newest version does not watch it", again);
            }
            again = operators.options(sensor.config()).pokeInterval();
            return result(attempts.call(order(claimed, version, sensor, now), Map.of()), again);
        } catch (DownbeatException e) {
            return new Result.Failed(e.text(), again);
        }
    }

    private static Order order(Claimed claimed, DagVersion version, OperatorCall sensor, Instant now) {
        var run = new RunSpec(
                new RunId(claimed.id()),
                claimed.watched().dag(),
                version.id(),
                Shard.of(claimed.watched().dag()),
                new RunSpec.Cause(RunType.ASSET, Map.of()),
                RunSpec.Interval.at(now),
                Params.resolve(version.spec().params(), Map.of()));
        var id = new TaskId("_watch");
        TaskSpec task = TaskSpec.of(id, sensor).withPolicy(TaskPolicy.DEFAULT.withTimeout(LONGEST));
        var attempt = new AttemptId(new TaskKey(run.id(), id, MapIndex.NONE), 1);
        return new Order(attempt, 1, run, version, task, null, waiting(claimed));
    }

    private static @Nullable Wait waiting(Claimed claimed) {
        Before before = claimed.before();
        return before == null
                ? null
                : new Wait(
                        Wait.Wake.LOOK,
                        before.at(),
                        Wait.Limit.NONE,
                        before.looks(),
                        before.left().reason(),
                        before.left().state());
    }

    private static Result result(Ended ended, Duration again) {
        return switch (ended.outcome()) {
            case Outcome.Succeeded _, Outcome.Branched _ ->
                new Result.Found(ended.xcoms().get(XcomSet.OUTPUT), again);
            case Outcome.NotYet not -> new Result.NotYet(new Left(not.reason(), not.state()), not.again());
            case Outcome.Skipped skipped -> new Result.NotYet(new Left(skipped.reason(), null), again);
            case Outcome.Failed failed -> new Result.Failed(failed.failure().message(), again);
            case Outcome.Lost lost -> new Result.Failed(lost.why(), again);
            case Outcome.Deferred _ -> new Result.Failed("it put its look off, which a watch cannot do", again);
        };
    }
}
