package dev.downbeat.api;

import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.LimitViews.PoolView;
import java.util.List;

/// Pools: how many slots tasks share, and who has them.
public interface LimitsApi {
    /// By name, the default pool first.
    List<PoolView> pools();

    /// NOT_FOUND with the nearest name.
    PoolView pool(String name);

    /// Makes a pool, or changes it. One that has become smaller than what is in use takes nothing away: tasks wait
    /// until enough others have ended.
    PoolView setPool(String name, PoolChange change);

    /// Tasks that name the pool wait until there is one again. CONFLICT for the default pool, and while slots are
    /// in use.
    void deletePool(String name);
}
