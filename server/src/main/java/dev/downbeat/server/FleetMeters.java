package dev.downbeat.server;

import dev.downbeat.engine.port.RemoteWork.Depth;
import dev.downbeat.engine.port.RemoteWork.Known;
import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.model.DownbeatException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What waits for workers, and what workers there are, in numbers: by queue, as whoever starts and stops
/// workers needs it. They are of the database, so all servers tell the same.
final class FleetMeters {
    private static final Logger LOG = LoggerFactory.getLogger(FleetMeters.class);

    private final Fleet fleet;
    private final MultiGauge waiting;
    private final MultiGauge oldest;
    private final MultiGauge claimed;
    private final MultiGauge workers;
    private final MultiGauge slots;

    /// One queue.
    private record Queue(String name, double waiting, double oldest, double claimed, double workers, double slots) {}

    FleetMeters(Fleet fleet, MeterRegistry registry) {
        this.fleet = fleet;
        this.waiting = gauge(registry, "downbeat.queue.waiting", "Attempts that wait for a worker");
        this.oldest = gauge(registry, "downbeat.queue.oldest.seconds", "How long the first of them has waited");
        this.claimed = gauge(registry, "downbeat.queue.claimed", "Attempts that workers have");
        this.workers = gauge(registry, "downbeat.queue.workers", "Workers that serve the queue");
        this.slots = gauge(registry, "downbeat.queue.slots", "Slots of those workers, who may serve other queues too");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String text) {
        return MultiGauge.builder(name).description(text).register(registry);
    }

    /// Looks anew. Without a database the numbers stay as they were.
    void refresh() {
        try {
            List<Queue> queues = queues(fleet.depths(), fleet.workers(), Instant.now());
            rows(waiting, queues, Queue::waiting);
            rows(oldest, queues, Queue::oldest);
            rows(claimed, queues, Queue::claimed);
            rows(workers, queues, Queue::workers);
            rows(slots, queues, Queue::slots);
        } catch (DownbeatException e) {
            LOG.warn("The queues cannot be counted: {}", e.text());
        }
    }

    /// Also those in which nothing waits, as long as a worker serves them: nothing is a number, too.
    private static List<Queue> queues(List<Depth> depths, List<Known> workers, Instant now) {
        Map<String, Depth> byName = new TreeMap<>();
        workers.forEach(worker ->
                worker.worker().queues().forEach(queue -> byName.put(queue, new Depth(queue, 0, 0, now))));
        depths.forEach(depth -> byName.put(depth.queue(), depth));
        var queues = new ArrayList<Queue>();
        byName.forEach((name, depth) -> {
            List<Known> serving = workers.stream()
                    .filter(worker ->
                            !worker.draining() && worker.worker().queues().contains(name))
                    .toList();
            double age = depth.waiting() == 0
                    ? 0
                    : Math.max(0, Duration.between(depth.oldest(), now).toMillis() / 1000.0);
            int all =
                    serving.stream().mapToInt(worker -> worker.worker().slots()).sum();
            queues.add(new Queue(name, depth.waiting(), age, depth.claimed(), serving.size(), all));
        });
        return queues;
    }

    private static void rows(MultiGauge gauge, List<Queue> queues, ToDoubleFunction<Queue> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        queues.forEach(
                queue -> rows.add(MultiGauge.Row.of(Tags.of("queue", queue.name()), value.applyAsDouble(queue))));
        gauge.register(rows, true);
    }
}
