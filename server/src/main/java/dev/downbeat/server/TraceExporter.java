package dev.downbeat.server;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends traces by OTLP, from a thread of its own: the engine only puts what it has committed into a queue.
/// What finds no room there, or no receiver after some tries, is counted and dropped.
final class TraceExporter implements AutoCloseable, Consumer<List<JournalEntry>> {
    private static final Logger LOG = LoggerFactory.getLogger(TraceExporter.class);
    private static final int ROOM = 20_000;
    private static final int AT_A_TIME = 500;
    private static final int TRIES = 3;
    private static final int KNOWN = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STOP_TIME = Duration.ofSeconds(5);
    private static final long LOOK_SECONDS = 1;

    private final Downbeat downbeat;
    private final Settings.Otlp otlp;
    private final BlockingQueue<JournalEntry> queue = new ArrayBlockingQueue<>(ROOM);
    private final Map<RunId, RunSpec> runs = new Newest<>(KNOWN);
    private final Map<String, Boolean> sentAttempts = new Newest<>(KNOWN);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Counter sent;
    private final Counter dropped;
    private final Thread thread;
    private volatile boolean closing;

    /// Forgets what came first.
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        private final int most;

        Newest(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    private TraceExporter(Downbeat downbeat, Settings.Otlp otlp, MeterRegistry registry) {
        this.downbeat = downbeat;
        this.otlp = otlp;
        this.sent = counter(registry, "sent");
        this.dropped = counter(registry, "dropped");
        this.thread = Thread.ofPlatform().name("downbeat-traces").daemon().unstarted(this::run);
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("downbeat.traces.spans")
                .description("Spans of traces")
                .tag("outcome", outcome)
                .register(registry);
    }

    static TraceExporter start(Downbeat downbeat, Settings.Otlp otlp, MeterRegistry registry) {
        var exporter = new TraceExporter(downbeat, otlp, registry);
        exporter.thread.start();
        downbeat.meters().follow(exporter);
        return exporter;
    }

    /// On the engine's thread.
    @Override
    public void accept(List<JournalEntry> entries) {
        for (JournalEntry entry : entries) {
            boolean wanted = entry instanceof JournalEntry.RunCreated || TraceSpans.tells(entry);
            if (wanted && !queue.offer(entry)) {
                dropped.increment();
            }
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                JournalEntry first = queue.poll(LOOK_SECONDS, TimeUnit.SECONDS);
                if (first != null) {
                    var entries = new ArrayList<JournalEntry>(List.of(first));
                    queue.drainTo(entries, AT_A_TIME - 1);
                    send(spans(entries));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the end of the process
        }
    }

    private List<Span> spans(List<JournalEntry> entries) {
        var spans = new ArrayList<Span>();
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.RunCreated created) {
                runs.put(created.run(), created.spec());
            } else if (first(entry)) {
                spec(entry.run()).ifPresent(run -> spans.addAll(TraceSpans.of(entry, run)));
            }
        }
        return spans;
    }

    /// An attempt that ended and is taken back later is told of twice.
    private boolean first(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.TaskMoved moved ->
                sentAttempts.put(moved.key() + "#" + moved.instance().attempt(), true) == null;
            case JournalEntry.AttemptKept kept ->
                sentAttempts.put(kept.key() + "#" + kept.instance().attempt(), true) == null;
            default -> true;
        };
    }

    private Optional<RunSpec> spec(RunId run) {
        RunSpec known = runs.get(run);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Optional<RunSpec> found = downbeat.spec(run);
            found.ifPresent(spec -> runs.put(run, spec));
            return found;
        } catch (DownbeatException e) {
            dropped.increment();
            LOG.warn("Run {} is missing in the traces: {}", run, e.text());
            return Optional.empty();
        }
    }

    private void send(List<Span> spans) throws InterruptedException {
        if (spans.isEmpty()) {
            return;
        }
        byte[] body = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder().addAttributes(TraceSpans.text("service.name", "downbeat")))
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .setScope(InstrumentationScope.newBuilder().setName("dev.downbeat"))
                                .addAllSpans(spans)))
                .build()
                .toByteArray();
        String problem = "";
        for (int attempt = 0; attempt < TRIES; attempt++) {
            problem = post(body);
            if (problem.isEmpty()) {
                sent.increment(spans.size());
                return;
            }
            if (closing) {
                break;
            }
        }
        dropped.increment(spans.size());
        LOG.warn("{} spans could not be sent to {}: {}", spans.size(), otlp.traces(), problem);
    }

    /// @return what went wrong; empty when nothing did
    private String post(byte[] body) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(otlp.traces()))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        otlp.headers().forEach(request::setHeader);
        try {
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status / 100 == 2 ? "" : "status " + status;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// Sends what is left, for a while.
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(STOP_TIME)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
