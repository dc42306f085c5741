package dev.downbeat.engine.port;

import dev.downbeat.decider.schedule.Ticks;
import dev.downbeat.model.DagVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The DAGs that run by themselves.
public interface ScheduledDags {
    /// Those that are present, not paused, and have a schedule.
    List<ScheduledDag> all();

    /// Accepts the run of a tick, durably; nothing happens when the tick has its run already.
    void fire(ScheduledDag dag, Ticks.Tick tick);

    /// A DAG with a schedule.
    ///
    /// @param version         the newest
    /// @param lastIntervalEnd end of the interval of its last scheduled run; null before the first
    /// @param firstSeenAt     when the DAG was first registered
    /// @param unfinished      its scheduled runs that are queued or running
    record ScheduledDag(DagVersion version, @Nullable Instant lastIntervalEnd, Instant firstSeenAt, int unfinished) {}
}
