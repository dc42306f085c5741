package dev.downbeat.store.assets;

import dev.downbeat.model.AssetName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An update of an asset.
///
/// @param task  empty with a run of 0 when somebody told of it from outside
/// @param extra what that one added; null for nothing
public record AssetEvent(
        long id,
        AssetName asset,
        Instant at,
        String dag,
        long run,
        String task,
        int mapIndex,
        @Nullable Object extra) {}
