package dev.downbeat.server;

import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The process in numbers: for Prometheus, which asks, and for whom the settings name.
@RestController
final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterRegistry registry;
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Optional<FleetMeters> fleet;

    Metrics(Downbeat downbeat, EventStreams streams, Settings.Operations operations) {
        List<MeterRegistry> outputs = MetricOutputs.of(operations);
        registry = outputs.isEmpty() ? prometheus : all(outputs);
        jvm();
        new EngineMetrics(registry).bind(downbeat.meters());
        new SaturationMetrics(registry).bind(downbeat);
        fleet = downbeat.fleet().map(its -> new FleetMeters(its, registry));
        Gauge.builder("downbeat.http.listeners", streams, EventStreams::listeners)
                .description("Clients that listen to events")
                .strongReference(true)
                .register(registry);
    }

    private MeterRegistry all(List<MeterRegistry> outputs) {
        var all = new CompositeMeterRegistry();
        all.add(prometheus);
        outputs.forEach(all::add);
        return all;
    }

    MeterRegistry registry() {
        return registry;
    }

    @GetMapping(path = "/metrics", produces = "text/plain; version=0.0.4; charset=utf-8")
    @Says("Metrics in the Prometheus text format.")
    String scrape() {
        fleet.ifPresent(FleetMeters::refresh);
        return prometheus.scrape();
    }

    @Override
    public void close() {
        collections.close();
        if (registry instanceof CompositeMeterRegistry all) {
            all.getRegistries().forEach(MeterRegistry::close); // which sends what was not sent yet
        }
        registry.close();
    }

    private void jvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }
}
