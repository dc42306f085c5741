package dev.downbeat.store.dags;

import dev.downbeat.model.DagId;
import dev.downbeat.model.VersionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A DAG in the registry.
///
/// @param version         the newest one
/// @param present         false once its file no longer holds it; its history stays
/// @param lastIntervalEnd end of the newest interval for which a scheduled run exists; null before the
///         first
public record StoredDag(
        DagId id,
        String file,
        VersionId version,
        boolean paused,
        boolean present,
        Instant firstSeenAt,
        @Nullable Instant lastIntervalEnd) {}
