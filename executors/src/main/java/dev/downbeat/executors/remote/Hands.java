package dev.downbeat.executors.remote;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteAttempts.Standing;
import dev.downbeat.model.Shard;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Those who do the attempts of a [RemoteExecutor]: workers, containers. What they bring about stands in the
/// store, where the executor finds it. All but [#over] and [#letGo] are called by the executor's one thread.
public interface Hands extends AutoCloseable {
    /// As tasks name it.
    String executor();

    /// Attempts that are stored and have not ended: they wait for somebody, or somebody has them.
    void offer(List<Offer> offers);

    /// An attempt to be done.
    record Offer(Place place, Order order, Standing standing) {}

    /// These are to be stopped; the store says so already.
    void stop(Map<Place, Standing> asked);

    /// Looks for what can end no more by itself, and ends it.
    ///
    /// @return what ended
    Map<Place, Standing> lost(Set<Shard> shards);

    /// It has ended, and nothing more is wanted of it.
    void over(Place place);

    /// It goes on, and is another process's matter.
    void letGo(Place place);

    /// Nothing more is offered here; what is under way goes on.
    @Override
    void close();
}
