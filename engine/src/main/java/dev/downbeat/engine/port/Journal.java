package dev.downbeat.engine.port;

import dev.downbeat.model.Epoch;
import java.util.List;

/// Where every transition becomes durable. One thread commits at a time; when [#commit] returns, all entries
/// are on disk together; when it throws, none is.
public interface Journal {
    /// @param epoch of the scheduler that writes
    /// @throws FencedException when the epoch is no longer valid: another scheduler took over, and this
    ///                         one has to drop all it knows
    /// @throws dev.downbeat.model.DownbeatException DATABASE when the outcome is unknown or the store is out
    ///                         of reach; committing the same entries again is safe
    void commit(Epoch epoch, List<JournalEntry> entries);

    /// This scheduler's lease has been taken by another.
    final class FencedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public FencedException(Epoch epoch) {
            super("epoch " + epoch.value() + " is fenced: another scheduler owns the shards now");
        }
    }
}
