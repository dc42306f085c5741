package dev.downbeat.engine.port;

import dev.downbeat.model.Epoch;
import java.util.Map;

/// Shares the slots of pools out among all schedulers of a database.
///
/// Each scheduler claims slots and hands them to its own tasks without asking again; what all of them have claimed
/// of a pool never is more than the pool's slots. A claim ends with its epoch.
public interface Pools {
    /// Settles what the scheduler may use from now on. Claims grow as slots are free, and shrink to `floor` at once
    /// and further as later calls say that less is kept.
    ///
    /// @return for every pool that was asked for and exists
    /// @throws Journal.FencedException when the epoch is fenced
    Map<String, Share> settle(Epoch epoch, Map<String, Ask> asks);

    /// What a scheduler needs of a pool.
    ///
    /// @param floor   slots that it uses or may be giving out while this is asked: the claim does not fall below
    /// @param need    slots in use, and those that ready tasks wait for
    /// @param spare   how many more would be good to have at hand; given up when others are in need
    /// @param largest the most slots that a single waiting task takes
    record Ask(int floor, int need, int spare, int largest) {}

    /// What it got.
    ///
    /// @param limit     use no more than this; may be less than the claim, which then shrinks at a later call
    /// @param contended somebody goes short: ask again soon
    /// @param pool      as it is now
    record Share(int limit, boolean contended, Total pool) {}

    /// @param slots           in all
    /// @param includeDeferred deferred tasks keep their slots
    record Total(int slots, boolean includeDeferred) {}
}
