package dev.downbeat.bench;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// All of Downbeat as `downbeat up` starts it, but for the HTTP server: DAG files, real executor, logs. Runs
/// are asked for through its API, each durable before it is answered.
final class Product implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Downbeat downbeat;

    private Product(Downbeat downbeat) {
        this.downbeat = downbeat;
    }

    /// @param home with a folder `dags`, to be filled here; the database is embedded in it
    static Product open(Path home) throws IOException {
        Path dags = Files.createDirectories(home.resolve("dags"));
        Files.writeString(dags.resolve("hop.yaml"), chain("hop", 100));
        Files.writeString(dags.resolve("flood.yaml"), chain("flood", 10));
        var settings = new Settings(
                home,
                new Settings.Database("", 10),
                new Settings.Dags(dags, Duration.ofSeconds(10)),
                new Settings.Http("127.0.0.1", 0),
                new Settings.Engine(512, Duration.ofSeconds(30)),
                new Settings.Log("warn", false));
        return new Product(Downbeat.open(settings, Mode.SERVE));
    }

    private static String chain(String id, int length) {
        String tasks = IntStream.range(0, length)
                .mapToObj(
                        i -> i == 0 ? "  t0: { noop: {} }\n" : "  t%d: { needs: t%d, noop: {} }\n".formatted(i, i - 1))
                .collect(Collectors.joining());
        return "id: %s\nmax_active_runs: 100000\ntasks:\n%s".formatted(id, tasks);
    }

    DownbeatApi api() {
        return downbeat.api();
    }

    /// From the first run's acceptance to the last one's end.
    Duration run(String dag, int runs) throws InterruptedException, ExecutionException {
        DownbeatApi api = downbeat.api();
        var request = new TriggerRequest(Map.of(), null, null);
        List<RunSummary> accepted = new ArrayList<>();
        try (var callers = Executors.newFixedThreadPool(Math.min(runs, 32))) {
            Callable<RunSummary> ask = () -> api.trigger(dag, request);
            for (Future<RunSummary> answer : callers.invokeAll(
                    IntStream.range(0, runs).mapToObj(_ -> ask).toList())) {
                accepted.add(answer.get());
            }
        }
        while (api.info().running() + api.info().queued() > 0) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        Instant first = accepted.stream()
                .map(RunSummary::queuedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant last = accepted.stream()
                .map(run -> api.run(run.id()).summary().endedAt())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Duration.between(first, last);
    }

    @Override
    public void close() {
        downbeat.close();
    }
}
