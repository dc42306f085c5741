package dev.downbeat.engine.port;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.Shard;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attempts of executors that outlive processes, where every process finds them: one entry each, from its
/// submission until its end is settled. This is the side of the scheduler that owns their runs; [RemoteWork]
/// is that of whoever does them.
///
/// All methods throw [dev.downbeat.model.DownbeatException] DATABASE when the store is out of reach.
public interface RemoteAttempts {
    /// One execution of an attempt.
    ///
    /// @param look of an attempt that has waited, how many looks it has had
    record Place(AttemptId attempt, int look) {}

    /// What is to be done.
    ///
    /// @param work the order, as JSON
    record Fresh(Place place, Asked asked, String work) {}

    /// Who may do it, and whose it is.
    record Asked(String executor, String queue, int priority, Shard shard) {}

    enum State {
        /// For somebody who takes it.
        WAITING,
        /// Somebody has it.
        CLAIMED,
        /// It has come to an end of which the scheduler has yet to take note.
        ENDED
    }

    /// How an attempt stands.
    ///
    /// @param started whether the task's code has begun
    /// @param worker  which worker has it, or had it; 0 for none
    /// @param token   the hash of the token under which it is held, or was; null for nobody's
    /// @param ending  how it ended, as JSON; null while it has not
    record Standing(
            State state,
            boolean started,
            long worker,
            @Nullable String token,
            @Nullable String ending) {}

    /// Stores attempts that are current; those that are there already stay as they are.
    ///
    /// @return how they stand now; of one that is no longer current there is nothing
    Map<Place, Standing> submit(List<Fresh> fresh);

    /// Ends what nobody has begun, and asks for the rest to be stopped.
    ///
    /// @param ending of those that end at once, as JSON
    /// @return those that had not ended before
    Map<Place, Standing> stop(Collection<AttemptId> attempts, String ending);

    /// Those of an executor that have ended and are not settled.
    Map<Place, Standing> ended(String executor, Collection<Shard> shards);

    /// Those of an executor whose code has begun and has not ended.
    List<Place> started(String executor, Collection<Shard> shards);

    /// Gives up the attempts of workers that have not been heard of for so long; one whose code had not begun
    /// waits for another worker.
    ///
    /// @param ending how they end, as JSON
    /// @return those that ended
    Map<Place, Standing> lose(String executor, Collection<Shard> shards, Duration silence, String ending);

    /// Forgets attempts whose ends are settled.
    void settle(Collection<Place> places);

    /// Forgets what ended or waits, and is of no use to its run any more.
    ///
    /// @return how many there were
    int sweep();
}
