package dev.downbeat.testkit;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.Leases;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.Shard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Leases over an [InMemoryStore]; its clock is the database's.
public final class InMemoryLeases implements Leases {
    private static final int FIRST_FOREGROUND = 1000;

    private final InMemoryStore store;
    private final InstantSource clock;
    private final Map<Epoch, Instant> leaseUntil = new HashMap<>();
    private final Set<Epoch> fenced = new HashSet<>();
    private final Set<Epoch> dead = new HashSet<>();
    private final Map<Shard, Holder> shards = new TreeMap<>(Comparator.comparingInt(Shard::value));
    private int foregroundShards;

    InMemoryLeases(InMemoryStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    private record Holder(@Nullable Epoch epoch, boolean foreground) {}

    /// The process behind the epoch is gone without a word: others may take its shards at once.
    public void kill(Epoch epoch) {
        store.alone(() -> dead.add(epoch));
    }

    /// The lease has run out; nobody has noticed yet.
    public void expire(Epoch epoch) {
        store.alone(() -> leaseUntil.put(epoch, Instant.MIN));
    }

    /// Another scheduler took over from this one.
    public void fence(Epoch epoch) {
        store.alone(() -> {
            fenced.add(epoch);
            shards.replaceAll((shard, holder) -> epoch.equals(holder.epoch()) ? nobody(holder) : holder);
            return null;
        });
    }

    @Override
    public Epoch register(String owner, Duration lease) {
        return store.alone(() -> {
            var epoch = new Epoch(leaseUntil.size() + 1L);
            leaseUntil.put(epoch, clock.instant().plus(lease));
            return epoch;
        });
    }

    @Override
    public boolean renew(Epoch epoch, Duration lease) {
        return store.alone(() -> {
            if (!valid(epoch)) {
                return false;
            }
            leaseUntil.put(epoch, clock.instant().plus(lease));
            return true;
        });
    }

    @Override
    public Set<Shard> acquire(Epoch epoch, Set<Shard> wanted, boolean orphans) {
        return store.alone(() -> {
            if (!valid(epoch)) {
                return Set.of();
            }
            var inTheWay = new HashSet<Epoch>();
            shards.forEach((shard, holder) -> {
                Epoch other = holder.epoch();
                boolean sought = wanted.contains(shard) || (orphans && holder.foreground());
                if (sought && other != null && !other.equals(epoch) && runOut(other)) {
                    inTheWay.add(other);
                }
            });
            inTheWay.forEach(this::fence);
            shards.entrySet().removeIf(entry -> abandoned(entry.getKey(), entry.getValue()));
            if (orphans) {
                shards.replaceAll((shard, holder) ->
                        holder.foreground() && holder.epoch() == null ? new Holder(epoch, true) : holder);
            }
            for (Shard shard : sorted(wanted)) {
                if (shard.value() >= Shard.SHARED || beyondShare(epoch) < 0) {
                    shards.compute(shard, (key, holder) -> taken(holder, epoch));
                }
            }
            return held(epoch);
        });
    }

    private static Set<Shard> sorted(Set<Shard> shards) {
        var sorted = new TreeSet<>(Comparator.comparingInt(Shard::value));
        sorted.addAll(shards);
        return sorted;
    }

    @Override
    public Set<Shard> surplus(Epoch epoch) {
        return store.alone(() -> held(epoch).stream()
                .filter(shard -> shard.value() < Shard.SHARED && idle(shard))
                .sorted(Comparator.comparingInt(Shard::value).reversed())
                .limit(Math.max(0, beyondShare(epoch)))
                .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public Set<Shard> give(Epoch epoch, Set<Shard> surplus) {
        return store.alone(() -> {
            shards.replaceAll((shard, holder) ->
                    surplus.contains(shard) && epoch.equals(holder.epoch()) && idle(shard) ? nobody(holder) : holder);
            return held(epoch);
        });
    }

    /// How many shared shards it holds more than are its share.
    private int beyondShare(Epoch epoch) {
        long servers = leaseUntil.keySet().stream()
                .filter(other -> other.equals(epoch) || (valid(other) && !runOut(other) && isServer(other)))
                .count();
        long mine = held(epoch).stream()
                .filter(shard -> shard.value() < Shard.SHARED)
                .count();
        return Math.toIntExact(mine - Math.ceilDiv(Shard.SHARED, servers));
    }

    private boolean isServer(Epoch epoch) {
        Set<Shard> its = held(epoch);
        return its.isEmpty() || its.stream().anyMatch(shard -> shard.value() < Shard.SHARED);
    }

    private boolean idle(Shard shard) {
        boolean open = store.commands.values().stream()
                .filter(command -> !store.outcomes.containsKey(command.id()))
                .map(command -> store.runs.get(command.run()))
                .anyMatch(run -> run != null && run.spec().shard().equals(shard));
        return !open
                && store.runs.values().stream()
                        .noneMatch(run -> run.spec().shard().equals(shard)
                                && !run.row().state().terminal());
    }

    @Override
    public Shard foreground(Epoch epoch) {
        return store.alone(() -> {
            if (!valid(epoch)) {
                throw new FencedException(epoch);
            }
            var shard = new Shard(FIRST_FOREGROUND + foregroundShards++);
            shards.put(shard, new Holder(epoch, true));
            return shard;
        });
    }

    @Override
    public void release(Epoch epoch) {
        fence(epoch);
    }

    boolean valid(Epoch epoch) {
        return leaseUntil.containsKey(epoch) && !fenced.contains(epoch);
    }

    /// It is no longer heard of, and not fenced yet.
    boolean gone(Epoch epoch) {
        return valid(epoch) && runOut(epoch);
    }

    private boolean runOut(Epoch epoch) {
        return dead.contains(epoch)
                || leaseUntil.getOrDefault(epoch, Instant.MIN).isBefore(clock.instant());
    }

    private boolean abandoned(Shard shard, Holder holder) {
        return holder.foreground()
                && holder.epoch() == null
                && store.runs.values().stream()
                        .noneMatch(run -> run.spec().shard().equals(shard)
                                && !run.row().state().terminal());
    }

    private static Holder taken(@Nullable Holder holder, Epoch epoch) {
        return holder == null || holder.epoch() == null
                ? new Holder(epoch, holder != null && holder.foreground())
                : holder;
    }

    private static Holder nobody(Holder holder) {
        return new Holder(null, holder.foreground());
    }

    private Set<Shard> held(Epoch epoch) {
        var held = new TreeSet<>(Comparator.comparingInt(Shard::value));
        shards.forEach((shard, holder) -> {
            if (epoch.equals(holder.epoch())) {
                held.add(shard);
            }
        });
        return held;
    }
}
