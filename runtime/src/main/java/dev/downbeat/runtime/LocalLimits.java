package dev.downbeat.runtime;

import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.LimitViews.PoolView;
import dev.downbeat.api.LimitsApi;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Pool;
import dev.downbeat.model.TaskState;
import dev.downbeat.store.query.OccupancyQueries;
import dev.downbeat.store.query.OccupancyQueries.Occupied;
import dev.downbeat.store.runs.PoolRows;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// [LimitsApi] on the store.
final class LocalLimits implements LimitsApi {
    private final PoolRows pools;
    private final OccupancyQueries occupancy;
    private final Runnable changed;

    /// @param changed tells all schedulers to look at their limits
    LocalLimits(PoolRows pools, OccupancyQueries occupancy, Runnable changed) {
        this.pools = pools;
        this.occupancy = occupancy;
        this.changed = changed;
    }

    @Override
    public List<PoolView> pools() {
        List<Occupied> occupied = occupancy.all();
        return pools.all().stream().map(pool -> view(pool, occupied)).toList();
    }

    @Override
    public PoolView pool(String name) {
        List<Pool> all = pools.all();
        return all.stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .map(pool -> view(pool, occupancy.all()))
                .orElseThrow(() -> PoolRows.unknown(name, all));
    }

    @Override
    public PoolView setPool(String name, PoolChange change) {
        Optional<Pool> before = pools.find(name);
        Integer slots = change.slots() == null ? before.map(Pool::slots).orElse(null) : change.slots();
        if (slots == null) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "pool '%s' is new: say how many slots it has".formatted(name));
        }
        pools.put(pool(
                name,
                slots,
                Objects.requireNonNullElseGet(
                        change.includeDeferred(),
                        () -> before.map(Pool::includeDeferred).orElse(false)),
                Objects.requireNonNullElseGet(
                        change.description(),
                        () -> before.map(Pool::description).orElse(""))));
        changed.run();
        return pool(name);
    }

    private static Pool pool(String name, int slots, boolean includeDeferred, String description) {
        try {
            return new Pool(name, slots, includeDeferred, description);
        } catch (IllegalArgumentException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void deletePool(String name) {
        PoolView view = pool(name);
        if (view.used() > 0) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT,
                    "%d slots of pool '%s' are in use; set it to 0 slots, and delete it once they are free"
                            .formatted(view.used(), name));
        }
        pools.delete(name);
        changed.run();
    }

    private static PoolView view(Pool pool, List<Occupied> occupied) {
        return new PoolView(
                pool.name(),
                pool.slots(),
                pool.includeDeferred(),
                pool.description(),
                slots(pool, occupied, TaskState::active),
                slots(pool, occupied, state -> state == TaskState.DEFERRED),
                slots(pool, occupied, state -> state == TaskState.SCHEDULED));
    }

    private static int slots(Pool pool, List<Occupied> occupied, Predicate<TaskState> which) {
        return occupied.stream()
                .filter(held -> held.of(pool.name()) && which.test(held.state()))
                .mapToInt(Occupied::slots)
                .sum();
    }
}
