package dev.downbeat.runtime;

import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.authoring.params.Params;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.VersionId;
import dev.downbeat.store.assets.PgAssets;
import dev.downbeat.store.runs.RunRequests;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the runs of DAGs that work on assets, once those were updated. All that it knows stands in the store: it may
/// be stopped at any moment, and several may work on one database.
final class AssetRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AssetRuns.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    /// A run knows of so many updates of an asset, the newest ones; the store knows of all.
    private static final int MOST_TOLD = 100;

    private final PgAssets assets;
    private final RunLog runLog;
    private final RunRequests requests;
    private final InstantSource clock;
    private final Runnable started;
    private final Lookout lookout;
    /// Of the lookout's thread alone.
    private final Map<VersionId, DagVersion> versions = new HashMap<>();

    /// @param started called after runs were stored
    AssetRuns(PgAssets assets, RunLog runLog, RunRequests requests, InstantSource clock, Runnable started) {
        this.assets = assets;
        this.runLog = runLog;
        this.requests = requests;
        this.clock = clock;
        this.started = started;
        this.lookout = new Lookout("assets", LOOK_AGAIN, this::look);
    }

    void start() {
        lookout.start();
    }

    /// Looks at once: an asset may have been updated, or a DAG resumed.
    void wake() {
        lookout.wake();
    }

    private boolean look() {
        boolean any = false;
        Collection<PgAssets.Waiting> all = assets.waiting();
        versions.keySet().retainAll(all.stream().map(PgAssets.Waiting::version).toList());
        for (PgAssets.Waiting waiting : all) {
            any |= start(waiting);
        }
        if (any) {
            started.run();
        }
        return false;
    }

    /// What is wrong with one DAG does not keep the others.
    private boolean start(PgAssets.Waiting waiting) {
        DagId dag = waiting.dag();
        try {
            if (!enough(waiting.version(), waiting.updated())) {
                return false;
            }
            Optional<RunId> run = assets.start(dag, this::run);
            run.ifPresent(id -> LOG.info("Updates of its assets started run {} of DAG {}", id, dag));
            return run.isPresent();
        } catch (DownbeatException e) {
            LOG.warn("The run of DAG {} that updates of its assets ask for cannot start: {}", dag, e.text());
            return false;
        }
    }

    private boolean enough(VersionId version, Set<AssetName> updated) {
        return version(version)
                .spec()
                .schedule()
                .consumes()
                .filter(condition -> condition.metBy(updated))
                .isPresent();
    }

    /// The newest versions are asked for at each look, and change seldom.
    private DagVersion version(VersionId id) {
        return versions.computeIfAbsent(id, runLog::version);
    }

    private Optional<RunCreated> run(VersionId versionId, List<AssetEventView> updates) {
        var updated =
                updates.stream().map(update -> new AssetName(update.asset())).collect(Collectors.toUnmodifiableSet());
        if (!enough(versionId, updated)) {
            return Optional.empty();
        }
        DagVersion version = version(versionId);
        DagId dag = version.spec().id();
        Instant last =
                updates.stream().map(AssetEventView::at).max(Instant::compareTo).orElseThrow();
        var spec = new RunSpec(
                requests.nextId(),
                dag,
                versionId,
                Shard.of(dag),
                new RunSpec.Cause(RunType.ASSET, Map.of("assets", told(updates))),
                RunSpec.Interval.at(last),
                Params.resolve(version.spec().params(), Map.of()));
        return Optional.of(new RunCreated(spec, clock.instant(), null));
    }

    /// By asset.
    private static Map<String, List<Map<String, @Nullable Object>>> told(List<AssetEventView> updates) {
        var byAsset = new LinkedHashMap<String, List<Map<String, @Nullable Object>>>();
        for (AssetEventView update : updates) {
            byAsset.computeIfAbsent(update.asset(), _ -> new ArrayList<>()).add(told(update));
        }
        byAsset.replaceAll((_, all) -> all.subList(Math.max(0, all.size() - MOST_TOLD), all.size()));
        return byAsset;
    }

    private static Map<String, @Nullable Object> told(AssetEventView update) {
        var told = new LinkedHashMap<String, @Nullable Object>();
        told.put("asset", update.asset());
        told.put("at", update.at().toString());
        told.put("dag", update.dag());
        told.put("run_id", update.run());
        told.put("task", update.task());
        told.put("map_index", update.mapIndex());
        told.put("extra", update.extra());
        return told;
    }

    @Override
    public void close() {
        lookout.close();
    }
}
