package dev.downbeat.engine.port;

import dev.downbeat.decider.schedule.TickAnswer;
import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.model.DagVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The DAGs that run by themselves.
public interface ScheduledDags {
    /// Those that are present, not paused, and have a schedule.
    List<ScheduledDag> all();

    /// Does what the answer says, durably and at once: the tick counts as come, and its run is accepted, or it
    /// waits, or it is left out. Nothing happens when somebody answered the tick before. A tick that waits is
    /// answered a second time when it fires.
    void settle(ScheduledDag dag, Tick tick, TickAnswer answer);

    /// A DAG with a schedule.
    ///
    /// @param version         the newest
    /// @param lastIntervalEnd the last tick that came; null before the first
    /// @param firstSeenAt     when the DAG was first registered
    /// @param unfinished      its scheduled runs that are queued or running
    /// @param waiting         the ticks that wait for the end of a run, the oldest first
    record ScheduledDag(
            DagVersion version,
            @Nullable Instant lastIntervalEnd,
            Instant firstSeenAt,
            int unfinished,
            List<Tick> waiting) {
        public ScheduledDag {
            waiting = List.copyOf(waiting);
        }
    }
}
