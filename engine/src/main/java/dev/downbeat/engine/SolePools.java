package dev.downbeat.engine;

import dev.downbeat.engine.port.Pools;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The pools of a loop that shares them with nobody: it gets what it asks for.
final class SolePools {
    private static final Pools.Total UNBOUNDED = new Pools.Total(Integer.MAX_VALUE, false);

    private SolePools() {}

    /// Has the loop say what it needs, and grants it.
    static void grant(Consumer<Message> inbox) {
        var needs = new CompletableFuture<Message.Needs>();
        var _ = needs.thenAccept(said ->
                inbox.accept(new Message.PoolShares(said.loop(), shares(said.asks()), new CompletableFuture<>())));
        inbox.accept(new Message.PoolNeeds(needs));
    }

    private static Map<String, Pools.Share> shares(Map<String, Pools.Ask> asks) {
        return asks.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        ask -> new Pools.Share(
                                ask.getValue().need() + ask.getValue().spare(), false, UNBOUNDED)));
    }
}
