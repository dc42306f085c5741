package dev.downbeat.server;

import dev.downbeat.runtime.Settings;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends metrics by StatsD: every so often, from a thread of its own, what came to pass since the last
/// time. Single events are not sent: 20,000 tasks a second would be as many packets.
///
/// A timer becomes three metrics: `.count`, `.mean` and `.max` (milliseconds).
final class StatsdRegistry extends StepMeterRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(StatsdRegistry.class);
    /// What goes through every network in one piece.
    private static final int PACKET = 1_400;

    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("statsd").factory();

    private final Settings.Statsd settings;

    private StatsdRegistry(Settings.Statsd settings, StepRegistryConfig config) {
        super(config, Clock.SYSTEM);
        this.settings = settings;
        config().namingConvention(NamingConvention.dot);
    }

    static StatsdRegistry start(Settings.Statsd settings, Duration interval) {
        var registry = new StatsdRegistry(settings, new StepRegistryConfig() {
            @Override
            public String prefix() {
                return "statsd";
            }

            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public Duration step() {
                return interval;
            }
        });
        registry.start(THREADS);
        return registry;
    }

    @Override
    protected TimeUnit getBaseTimeUnit() {
        return TimeUnit.MILLISECONDS;
    }

    @Override
    protected void publish() {
        // by name anew each time: where it is may change
        var target = new InetSocketAddress(settings.host(), settings.port());
        try (var socket = new DatagramSocket()) {
            var packet = new StringBuilder();
            for (String line : lines()) {
                if (!packet.isEmpty() && packet.length() + 1 + line.length() > PACKET) {
                    send(socket, target, packet);
                }
                packet.append(packet.isEmpty() ? "" : "\n").append(line);
            }
            send(socket, target, packet);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("Metrics could not be sent to {}:{} ({})", settings.host(), settings.port(), e.toString());
        }
    }

    private static void send(DatagramSocket socket, InetSocketAddress target, StringBuilder packet) throws IOException {
        byte[] bytes = packet.toString().getBytes(StandardCharsets.UTF_8);
        packet.setLength(0);
        if (bytes.length > 0) {
            socket.send(new DatagramPacket(bytes, bytes.length, target));
        }
    }

    private List<String> lines() {
        return getMeters().stream().flatMap(this::lines).toList();
    }

    private Stream<String> lines(Meter meter) {
        return meter.match(
                gauge -> line(gauge, "", gauge.value(), "g"),
                counter -> line(counter, "", counter.count(), "c"),
                timer -> Stream.of(
                                line(timer, ".count", (double) timer.count(), "c"),
                                line(timer, ".mean", timer.mean(TimeUnit.MILLISECONDS), "g"),
                                line(timer, ".max", timer.max(TimeUnit.MILLISECONDS), "g"))
                        .flatMap(lines -> lines),
                summary -> Stream.of(
                                line(summary, ".count", (double) summary.count(), "c"),
                                line(summary, ".mean", summary.mean(), "g"),
                                line(summary, ".max", summary.max(), "g"))
                        .flatMap(lines -> lines),
                active -> line(active, ".active", active.activeTasks(), "g"),
                gauge -> line(gauge, "", gauge.value(TimeUnit.MILLISECONDS), "g"),
                counter -> line(counter, "", counter.count(), "c"),
                timer -> line(timer, ".count", timer.count(), "c"),
                _ -> Stream.empty());
    }

    /// Nothing for a number that is not known, and for a counter that stands still.
    private Stream<String> line(Meter meter, String suffix, double value, String type) {
        if (!Double.isFinite(value) || (type.equals("c") && value == 0)) {
            return Stream.empty();
        }
        String name = getConventionName(meter.getId()) + suffix;
        List<Tag> tags = getConventionTags(meter.getId());
        String number = value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3f", value);
        return Stream.of(
                switch (settings.flavor()) {
                    case "etsy" -> name + joined(tags, "", ".", ".") + ":" + number + "|" + type;
                    case "telegraf" -> name + joined(tags, "", ",", "=") + ":" + number + "|" + type;
                    case "sysdig" -> name + joined(tags, "#", ",", "=") + ":" + number + "|" + type;
                    default -> name + ":" + number + "|" + type + joined(tags, "|#", ",", ":");
                });
    }

    /// @param first before all of them; the separator when it is empty
    private static String joined(List<Tag> tags, String first, String separator, String equals) {
        if (tags.isEmpty()) {
            return "";
        }
        return tags.stream()
                .map(tag -> clean(tag.getKey()) + equals + clean(tag.getValue()))
                .collect(Collectors.joining(separator, first.isEmpty() ? separator : first, ""));
    }

    private static String clean(String text) {
        return text.replaceAll("[:|@#,=\\s.]", "_");
    }
}
