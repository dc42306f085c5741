package dev.downbeat.cli;

import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.LimitViews.PoolView;
import dev.downbeat.api.LimitsApi;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Pools in memory.
final class FakeLimits implements LimitsApi {
    final Map<String, PoolView> pools = new LinkedHashMap<>();

    @Override
    public List<PoolView> pools() {
        return List.copyOf(pools.values());
    }

    @Override
    public PoolView pool(String name) {
        return Optional.ofNullable(pools.get(name))
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no pool '" + name + "'"));
    }

    @Override
    public PoolView setPool(String name, PoolChange change) {
        var view = new PoolView(
                name,
                Objects.requireNonNull(change.slots()),
                Objects.requireNonNullElse(change.includeDeferred(), false),
                Objects.requireNonNullElse(change.description(), ""),
                0,
                0,
                0);
        pools.put(name, view);
        return view;
    }

    @Override
    public void deletePool(String name) {
        pool(name);
        pools.remove(name);
    }
}
