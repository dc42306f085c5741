package dev.downbeat.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records that [AssetsApi] takes and gives.
public final class AssetViews {
    private AssetViews() {}

    /// An asset.
    ///
    /// @param updatedAt its last update; null when none is known
    /// @param producers the tasks that make it, as `dag.task`
    /// @param watchers  the DAGs that watch it
    /// @param consumers the DAGs that work on it
    public record AssetView(
            String name,
            @Nullable Instant updatedAt,
            List<String> producers,
            List<String> watchers,
            List<String> consumers) {}

    /// An update of an asset.
    ///
    /// @param dag      that of the task, or the one whose watch saw it; empty when somebody told of it from outside
    /// @param run      0 with an empty task when no task made it
    /// @param mapIndex -1 when not mapped
    /// @param extra    what that one added; null for nothing
    public record AssetEventView(
            long id,
            String asset,
            Instant at,
            String dag,
            long run,
            String task,
            int mapIndex,
            @Nullable Object extra) {}

    /// How far a DAG is from its next run.
    ///
    /// @param condition what it waits for: `orders and (customers or leads)`
    /// @param updated   the assets with updates that no run has come of yet
    /// @param missing   the other assets that it names
    public record ConsumerView(
            String dag, String condition, List<String> updated, List<String> missing, boolean paused) {}

    /// A sensor that updates the asset.
    ///
    /// @param sensor   its type: `wait_for_file`
    /// @param lookedAt its last look; null before the first
    /// @param dueAt    its next look; null while its DAG is paused
    /// @param reason   what it waits for; empty when that is there
    /// @param failure  why it could not look; empty when it could
    public record WatchView(
            String dag,
            String sensor,
            @Nullable Instant lookedAt,
            @Nullable Instant dueAt,
            String reason,
            String failure) {}

    /// An asset with all that is known of it.
    ///
    /// @param events the last updates, the newest first
    public record AssetDetail(
            AssetView asset, List<AssetEventView> events, List<WatchView> watches, List<ConsumerView> consumers) {
        public static final int MAX_EVENTS = 50;
    }

    /// An update that somebody tells of.
    ///
    /// @param extra for the runs that it starts; null for nothing
    public record AssetUpdate(String asset, @Nullable Map<String, @Nullable Object> extra) {}
}
