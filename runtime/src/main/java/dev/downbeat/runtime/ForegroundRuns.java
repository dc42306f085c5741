package dev.downbeat.runtime;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.authoring.params.Params;
import dev.downbeat.engine.Ownership;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Pool;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.query.RunQueries;
import dev.downbeat.store.query.RunQueries.Unfinished;
import dev.downbeat.store.runs.CommandRequests;
import dev.downbeat.store.runs.PoolRows;
import dev.downbeat.store.runs.RunRequests;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs of a file, executed by this process. Each has a shard of its own; one that a dead process left behind
/// is taken over by taking its shard.
final class ForegroundRuns {
    private static final Logger LOG = LoggerFactory.getLogger(ForegroundRuns.class);

    private final DagRegistry registry;
    private final RunQueries runs;
    private final RunRequests requests;
    private final Engine engine;

    /// What executes the runs.
    record Engine(Work work, RunFeed feed, PoolRows pools, CommandRequests commands, InstantSource clock) {}

    ForegroundRuns(DagRegistry registry, RunQueries runs, RunRequests requests, Engine engine) {
        this.registry = registry;
        this.runs = runs;
        this.requests = requests;
        this.engine = engine;
    }

    RunId submit(Downbeat.FileRun file) {
        DagVersion version = registry.register(file.file(), file.dag());
        checkPools(version);
        var params = Params.resolve(version.spec().params(), file.params());
        List<Unfinished> left = leftBehind(version, params);
        List<Unfinished> wanted = file.fresh() || left.isEmpty() ? left : List.of(left.getFirst());
        Set<Shard> shards = wanted.stream().map(Unfinished::shard).collect(Collectors.toUnmodifiableSet());
        engine.work().start(new Ownership(shards, false, true), engine.feed()::changed);
        List<Unfinished> taken =
                wanted.stream().filter(run -> engine.work().owns(run.shard())).toList();
        if (!file.fresh() && !taken.isEmpty()) {
            RunId run = taken.getFirst().run();
            LOG.info("Going on with run {}, which was left unfinished", run);
            engine.work().look();
            return run;
        }
        taken.forEach(run -> cancel(run.run()));
        return start(version, params);
    }

    /// A run that waits for a pool that is not there would wait in front of the user for ever.
    private void checkPools(DagVersion version) {
        List<Pool> pools = engine.pools().all();
        for (TaskSpec task : version.spec().tasks()) {
            String name = task.placement().pool();
            int needed = task.placement().poolSlots();
            Pool pool = pools.stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> UnknownNameException.of(
                            ErrorCode.NOT_FOUND,
                            "task '%s' takes slots of pool '%s', which does not exist; `downbeat pools set %s SLOTS` makes it"
                                    .formatted(task.id(), name, name),
                            name,
                            pools.stream().map(Pool::name).toList()));
            if (needed > pool.slots()) {
                throw new DownbeatException(
                        ErrorCode.CONFLICT,
                        "task '%s' takes %d slots of pool '%s', which has %d; `downbeat pools set %s SLOTS` changes that"
                                .formatted(task.id(), needed, name, pool.slots(), name));
            }
        }
    }

    /// Given up for a fresh one: else it would go on some day.
    private void cancel(RunId run) {
        if (engine.commands().cancel(run, "")) {
            LOG.info("Run {}, which was left unfinished, is cancelled", run);
            engine.work().look();
        }
    }

    private List<Unfinished> leftBehind(DagVersion version, Map<String, @Nullable Object> params) {
        String wanted = Json.canonical(params);
        return runs.unfinishedForeground(version.spec().id(), version.id()).stream()
                .filter(run -> Json.canonical(run.params()).equals(wanted))
                .toList();
    }

    private RunId start(DagVersion version, Map<String, @Nullable Object> params) {
        var spec = new RunSpec(
                requests.nextId(),
                version.spec().id(),
                version.id(),
                engine.work().foregroundShard(),
                RunType.FOREGROUND,
                RunSpec.Interval.at(engine.clock().instant()),
                params);
        if (!engine.work().submit(spec, version)) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT, "this process lost its lease before the run began; try again");
        }
        return spec.id();
    }
}
