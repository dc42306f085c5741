package dev.downbeat.engine.port;

import dev.downbeat.model.Epoch;
import dev.downbeat.model.Shard;
import java.time.Duration;
import java.util.Set;

/// Who owns which shards. The database's clock decides; a lease not renewed in time may be taken by others, and
/// whoever takes it fences its former holder.
public interface Leases {
    /// Registers a scheduler under a new epoch with a lease of this length.
    ///
    /// @param owner host and process, for people
    Epoch register(String owner, Duration lease);

    /// @return false when the epoch was fenced
    boolean renew(Epoch epoch, Duration lease);

    /// Takes all of `wanted` that nobody holds, or whose holder's lease ran out (that holder is fenced first; a
    /// dead process of this very host counts as run out at once). Also takes unfinished foreground shards left
    /// behind when `orphans` is true. Of the shared shards it takes no more than its fair share: as many as there
    /// are for each server that lives.
    ///
    /// @return all shards that the epoch holds now
    Set<Shard> acquire(Epoch epoch, Set<Shard> wanted, boolean orphans);

    /// Shared shards beyond the fair share in which, as it seems, nothing is to be done.
    Set<Shard> surplus(Epoch epoch);

    /// Gives these shards to whoever wants them, but for those that hold an unfinished run or a command that nobody
    /// has carried out. Nothing of them may be under way to the journal.
    ///
    /// @return all shards that the epoch holds now
    Set<Shard> give(Epoch epoch, Set<Shard> surplus);

    /// Makes a shard of its own for a foreground run.
    Shard foreground(Epoch epoch);

    /// Gives all shards back at once; an orderly stop.
    void release(Epoch epoch);
}
