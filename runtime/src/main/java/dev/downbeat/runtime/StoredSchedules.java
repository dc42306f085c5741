package dev.downbeat.runtime;

import dev.downbeat.authoring.params.Params;
import dev.downbeat.decider.schedule.TickAnswer;
import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.engine.port.ScheduledDags;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.VersionId;
import dev.downbeat.store.query.ScheduleQueries;
import dev.downbeat.store.runs.RunRequests;
import dev.downbeat.store.runs.TickWrites;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The schedules of the DAGs in the DAG folder. A DAG that was only run from a file elsewhere starts nothing
/// by itself.
final class StoredSchedules implements ScheduledDags {
    private static final Logger LOG = LoggerFactory.getLogger(StoredSchedules.class);

    private final Path folder;
    private final Sources sources;
    private final InstantSource clock;
    private final Consumer<Duration> fired;
    private final Map<VersionId, DagVersion> versions = new ConcurrentHashMap<>();

    /// Where it reads and writes.
    record Sources(ScheduleQueries queries, RunLog runLog, TickWrites ticks, RunRequests requests) {}

    /// @param fired hears how late a run is
    StoredSchedules(Path folder, Sources sources, InstantSource clock, Consumer<Duration> fired) {
        this.folder = folder;
        this.sources = sources;
        this.clock = clock;
        this.fired = fired;
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
        Map<DagId, List<Tick>> waiting = sources.queries().waiting().stream()
                .collect(Collectors.groupingBy(
                        ScheduleQueries.Waiting::dag,
                        Collectors.mapping(ScheduleQueries.Waiting::tick, Collectors.toList())));
        return scheduled.stream()
                .map(dag -> new ScheduledDag(
                        versions.computeIfAbsent(dag.version(), sources.runLog()::version),
                        dag.lastIntervalEnd(),
                        dag.firstSeenAt(),
                        dag.unfinished(),
                        waiting.getOrDefault(dag.dag(), List.of())))
                .toList();
    }

    @Override
    public void settle(ScheduledDag dag, Tick tick, TickAnswer answer) {
        DagId id = dag.version().spec().id();
        var came = new TickWrites.Came(id, tick, dag.lastIntervalEnd());
        Instant date = tick.interval().logicalDate();
        switch (answer) {
            case FIRE -> fire(dag, came, false);
            case CANCEL_AND_FIRE -> fire(dag, came, true);
            case WAIT -> {
                sources.ticks().await(came, false);
                LOG.info("The run of DAG {} for {} waits for the end of the run before it", id, date);
            }
            case CANCEL_AND_WAIT -> {
                List<RunId> cancelled = sources.ticks().await(came, true);
                LOG.info("Cancelled {} of DAG {} for the sake of its run for {}", cancelled, id, date);
            }
            case LEAVE_OUT -> {
                sources.ticks().leaveOut(came);
                LOG.info("Left out the run of DAG {} for {}: the run before it has not ended", id, date);
            }
            case NOT_YET -> {}
        }
    }

    private void fire(ScheduledDag dag, TickWrites.Came came, boolean overOthers) {
        DagVersion version = dag.version();
        RunId id = sources.requests().nextId();
        var spec = new RunSpec(
                id,
                came.dag(),
                version.id(),
                Shard.of(version.spec().id()),
                RunType.SCHEDULED,
                came.tick().interval(),
                Params.resolve(version.spec().params(), Map.of()));
        sources.ticks()
                .fire(came, new RunCreated(spec, clock.instant(), null), overOthers)
                .ifPresent(run -> told(came, run));
    }

    private void told(TickWrites.Came came, RunId run) {
        Duration late = Duration.between(came.tick().firesAt(), clock.instant());
        fired.accept(late.isNegative() ? Duration.ZERO : late);
        LOG.info(
                "Run {} of DAG {} for {}",
                run,
                came.dag(),
                came.tick().interval().logicalDate());
    }
}
