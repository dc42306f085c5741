package dev.downbeat.server;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Saturation;
import dev.downbeat.store.query.BacklogQueries.PoolUse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// How full everything is, and what waits.
final class SaturationMetrics {
    private final MeterRegistry registry;

    SaturationMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void bind(Downbeat downbeat) {
        Saturation now = downbeat.meters().saturation();
        runs(downbeat);
        scheduler(now);
        connections(now);
        backlog(now);
        failing(now);
        pools(now);
    }

    private void runs(Downbeat downbeat) {
        gauge("downbeat.runs.running", "Runs in the state running", downbeat, d -> runs(d, true));
        gauge("downbeat.runs.queued", "Runs in the state queued", downbeat, d -> runs(d, false));
        gauge(
                "downbeat.ready",
                "Whether this server can do its work: 1 or 0",
                downbeat,
                d -> d.health().ready() ? 1 : 0);
    }

    /// Without a database there is no number, but all others still count.
    private static double runs(Downbeat downbeat, boolean running) {
        try {
            var info = downbeat.api().info();
            return running ? info.running() : info.queued();
        } catch (DownbeatException e) {
            return Double.NaN;
        }
    }

    private void scheduler(Saturation now) {
        gauge(
                "downbeat.scheduler.runs",
                "Unfinished runs that this server drives",
                now,
                n -> n.scheduler().runs());
        gauge(
                "downbeat.scheduler.ready",
                "Task instances that only wait for a limit or a slot",
                now,
                n -> n.scheduler().ready());
        gauge("downbeat.scheduler.shards", "Shards that this server holds", now, Saturation::shards);
        gauge(
                "downbeat.scheduler.healthy",
                "Whether the scheduler holds its lease and its last commit went through: 1 or 0",
                now,
                n -> n.scheduler().healthy() ? 1 : 0);
        FunctionCounter.builder(
                        "downbeat.scheduler.commits", now, n -> n.scheduler().commits())
                .description("Rounds of the scheduler's loop that ended in a commit")
                .register(registry);
    }

    private void connections(Saturation now) {
        gauge(
                "downbeat.database.connections.active",
                "Connections in use",
                now,
                n -> n.connections().active());
        gauge(
                "downbeat.database.connections.idle",
                "Connections not in use",
                now,
                n -> n.connections().idle());
        gauge(
                "downbeat.database.connections.waiting",
                "Threads that wait for a connection",
                now,
                n -> n.connections().waiting());
        gauge(
                "downbeat.database.connections.most",
                "Connections there may be",
                now,
                n -> n.connections().most());
        gauge(
                "downbeat.database.bytes",
                "What the database takes on disk",
                now,
                n -> n.backlog().bytes());
    }

    private void backlog(Saturation now) {
        gauge(
                "downbeat.alerts.pending",
                "Alerts to be sent",
                now,
                n -> n.backlog().alerts().count());
        gauge(
                "downbeat.alerts.age",
                "Seconds for which the oldest alert is overdue",
                now,
                n -> n.backlog().alerts().seconds());
        gauge(
                "downbeat.assets.pending",
                "Updates of assets that have started no run yet",
                now,
                n -> n.backlog().updates().count());
        gauge(
                "downbeat.assets.age",
                "Seconds for which the oldest of them waits",
                now,
                n -> n.backlog().updates().seconds());
        gauge(
                "downbeat.runs.age",
                "Seconds for which the oldest queued run waits",
                now,
                n -> n.backlog().runs().seconds());
        gauge(
                "downbeat.ticks.waiting",
                "Ticks of schedules that wait for a run to end",
                now,
                n -> n.backlog().runs().count());
    }

    private void failing(Saturation now) {
        gauge(
                "downbeat.alerts.failed",
                "Alerts that were given up",
                now,
                n -> n.backlog().failing().alerts());
        gauge(
                "downbeat.watches.failing",
                "Watches whose last look failed",
                now,
                n -> n.backlog().failing().watches());
        gauge(
                "downbeat.dags.import.errors",
                "DAG files with mistakes",
                now,
                n -> n.backlog().failing().files());
    }

    /// Pools come and go; whoever asks for their number brings the list up to date.
    private void pools(Saturation now) {
        var known = new ConcurrentHashMap<String, List<Gauge>>();
        gauge("downbeat.pools", "Pools", now, n -> {
            Set<String> names = n.pools().stream().map(PoolUse::name).collect(Collectors.toSet());
            names.forEach(name -> known.computeIfAbsent(name, _ -> pool(name, now)));
            known.forEach((name, gauges) -> {
                if (!names.contains(name)) {
                    gauges.forEach(registry::remove);
                    known.remove(name);
                }
            });
            return names.size();
        });
    }

    private List<Gauge> pool(String name, Saturation now) {
        return List.of(
                pool("downbeat.pool.slots", "Slots of a pool", name, use(now, name, PoolUse::slots)),
                pool(
                        "downbeat.pool.claimed",
                        "Slots that schedulers have taken",
                        name,
                        use(now, name, PoolUse::claimed)),
                pool("downbeat.pool.wanted", "Slots in use or waited for", name, use(now, name, PoolUse::wanted)));
    }

    private static Supplier<Number> use(Saturation now, String name, ToDoubleFunction<PoolUse> value) {
        return () -> now.pools().stream()
                .filter(use -> use.name().equals(name))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
    }

    private Gauge pool(String metric, String text, String pool, Supplier<Number> value) {
        return Gauge.builder(metric, value)
                .description(text)
                .tag("pool", pool)
                .strongReference(true)
                .register(registry);
    }

    private <T> void gauge(String name, String text, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(text).strongReference(true).register(registry);
    }
}
