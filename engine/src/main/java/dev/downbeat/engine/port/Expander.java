package dev.downbeat.engine.port;

import dev.downbeat.model.DagVersion;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the items of a mapped task when its turn has come. May block (it reads outputs); called off the
/// engine's loop.
public interface Expander {
    /// @return the items, for several sources objects with the sources' names; a cross product is a view, not
    ///         a copy; and what they are called
    /// @throws dev.downbeat.model.DownbeatException when a source is no list, or the number of items is over
    ///         the limit
    Items items(RunSpec run, DagVersion version, TaskSpec task);

    /// @param names of the items for people; empty when the mapping gives none
    record Items(List<@Nullable Object> items, List<String> names) {}
}
