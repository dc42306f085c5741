package dev.downbeat.runtime;

import dev.downbeat.authoring.params.Params;
import dev.downbeat.decider.schedule.Ticks;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.engine.port.ScheduledDags;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.VersionId;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.query.ScheduleQueries;
import dev.downbeat.store.runs.RunRequests;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The schedules of the DAGs in the DAG folder. A DAG that was only run from a file elsewhere starts nothing
/// by itself.
final class StoredSchedules implements ScheduledDags {
    private static final Logger LOG = LoggerFactory.getLogger(StoredSchedules.class);

    private final Path folder;
    private final Sources sources;
    private final InstantSource clock;
    private final Map<VersionId, DagVersion> versions = new ConcurrentHashMap<>();

    /// Where it reads and writes.
    record Sources(ScheduleQueries queries, RunLog runLog, PgDags dags, RunRequests requests) {}

    StoredSchedules(Path folder, Sources sources, InstantSource clock) {
        this.folder = folder;
        this.sources = sources;
        this.clock = clock;
    }

    @Override
    public List<ScheduledDag> all() {
        var scheduled = sources.queries().scheduled().stream()
                .filter(dag -> Path.of(dag.file()).startsWith(folder))
                .toList();
        versions.keySet()
                .retainAll(scheduled.stream()
                        .map(ScheduleQueries.Scheduled::version)
                        .toList());
        return scheduled.stream()
                .map(dag -> new ScheduledDag(
                        versions.computeIfAbsent(dag.version(), sources.runLog()::version),
                        dag.lastIntervalEnd(),
                        dag.firstSeenAt(),
                        dag.unfinished()))
                .toList();
    }

    /// The run first: should the process die in between, the tick is found to have its run already.
    @Override
    public void fire(ScheduledDag dag, Ticks.Tick tick) {
        DagVersion version = dag.version();
        RunId id = sources.requests().nextId();
        var spec = new RunSpec(
                id,
                version.spec().id(),
                version.id(),
                Shard.of(version.spec().id()),
                RunType.SCHEDULED,
                tick.interval(),
                Params.resolve(version.spec().params(), Map.of()));
        RunId run = sources.requests().insert(new RunCreated(spec, clock.instant(), null));
        sources.dags().advance(version.spec().id(), tick.interval().end());
        LOG.info("Run {} of DAG {} for {}", run, spec.dag(), tick.interval().logicalDate());
    }
}
