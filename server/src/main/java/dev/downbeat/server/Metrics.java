package dev.downbeat.server;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.TaskState;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.EngineMeters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The process in numbers, for Prometheus.
@RestController
final class Metrics implements AutoCloseable {
    private static final Duration[] BUCKETS = LongStream.of(
                    250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000, 1_000_000)
            .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Optional<FleetMeters> fleet;

    Metrics(Downbeat downbeat, EventStreams streams) {
        jvm();
        engine(downbeat.meters());
        store(downbeat);
        fleet = downbeat.fleet().map(its -> new FleetMeters(its, registry));
        gauge("downbeat.http.listeners", "Clients that listen to events", streams, EventStreams::listeners);
    }

    MeterRegistry registry() {
        return registry;
    }

    @GetMapping(path = "/metrics", produces = "text/plain; version=0.0.4; charset=utf-8")
    @Says("Metrics in the Prometheus text format.")
    String scrape() {
        fleet.ifPresent(FleetMeters::refresh);
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private void jvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    private void engine(EngineMeters meters) {
        for (TaskState state : TaskState.values()) {
            FunctionCounter.builder("downbeat.task.transitions", meters, m -> m.taskMoves(state))
                    .description("Task instances that came into a state")
                    .tag("state", state.word())
                    .register(registry);
        }
        for (DagRunState state : DagRunState.values()) {
            FunctionCounter.builder("downbeat.run.transitions", meters, m -> m.runMoves(state))
                    .description("Runs that came into a state")
                    .tag("state", state.word())
                    .register(registry);
        }
        gauge("downbeat.attempts.queued", "Attempts that wait in an executor", meters, EngineMeters::queuedAttempts);
        gauge("downbeat.attempts.running", "Attempts being executed", meters, EngineMeters::runningAttempts);
        Timer commits = Timer.builder("downbeat.journal.commit")
                .description("Journal commits")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        meters.onCommit((took, count) -> commits.record(took));
    }

    private void store(Downbeat downbeat) {
        gauge("downbeat.runs.running", "Runs in the state running", downbeat, d -> runs(d, true));
        gauge("downbeat.runs.queued", "Runs in the state queued", downbeat, d -> runs(d, false));
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

    private <T> void gauge(String name, String text, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(text).strongReference(true).register(registry);
    }
}
