package dev.downbeat.store.dags;

import dev.downbeat.model.DagId;
import dev.downbeat.model.VersionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A DAG in the registry.
///
/// @param newest          its newest version
/// @param present         false once its file no longer holds it; its history stays
/// @param lastIntervalEnd end of the newest interval for which a scheduled run exists; null before the
///         first
public record StoredDag(
        DagId id,
        String file,
        Newest newest,
        boolean paused,
        boolean present,
        Instant firstSeenAt,
        @Nullable Instant lastIntervalEnd) {
    /// A version as it is stored now.
    ///
    /// @param stamp another one whenever something of the version is written again, such as the place of its file
    public record Newest(VersionId version, String stamp) {}

    public VersionId version() {
        return newest.version();
    }
}
