package dev.downbeat.server;

import dev.downbeat.runtime.Settings;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where metrics are sent, beside being there for Prometheus. What is not asked for loads no class of its
/// library.
final class MetricOutputs {
    private MetricOutputs() {}

    static List<MeterRegistry> of(Settings.Operations operations) {
        var outputs = new ArrayList<MeterRegistry>();
        if (operations.statsd().on()) {
            outputs.add(StatsdRegistry.start(operations.statsd(), operations.interval()));
        }
        if (!operations.otlp().metrics().isEmpty()) {
            outputs.add(Otlp.registry(operations.otlp(), operations.interval()));
        }
        return outputs;
    }

    /// Apart, so that it is loaded when it is asked for.
    private static final class Otlp {
        private Otlp() {}

        static MeterRegistry registry(Settings.Otlp otlp, Duration interval) {
            return new OtlpMeterRegistry(
                    new OtlpConfig() {
                        @Override
                        public @Nullable String get(String key) {
                            return null; // nothing from system properties or variables of the library's own
                        }

                        @Override
                        public String url() {
                            return otlp.metrics();
                        }

                        @Override
                        public Duration step() {
                            return interval;
                        }

                        @Override
                        public Map<String, String> headers() {
                            return otlp.headers();
                        }

                        @Override
                        public Map<String, String> resourceAttributes() {
                            return Map.of("service.name", "downbeat");
                        }
                    },
                    Clock.SYSTEM);
        }
    }
}
