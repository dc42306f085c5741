package dev.downbeat.bench;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.TriggerRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Prints what 100,000 deferred sensors cost: memory and threads, while they wait and after a restart.
///
/// Usage: `WaitBench HOME`, a folder for an embedded PostgreSQL.
public final class WaitBench {
    private static final PrintStream OUT = System.out;
    private static final int RUNS = 10;
    private static final int SENSORS = 10_000;
    private static final Duration LOOK = Duration.ofMillis(200);

    private WaitBench() {}

    /// @param heap after a collection
    /// @param resident what the operating system counts, the database apart
    private record Cost(long heap, long resident, int threads) {
        static Cost now() throws IOException {
            for (int i = 0; i < 3; i++) {
                System.gc();
                LockSupport.parkNanos(LOOK.toNanos());
            }
            Runtime runtime = Runtime.getRuntime();
            long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
                    .sum();
            return new Cost(
                    runtime.totalMemory() - runtime.freeMemory(),
                    resident,
                    ManagementFactory.getThreadMXBean().getThreadCount());
        }

        @Override
        public String toString() {
            return "heap %,d MB, resident %,d MB, %d threads".formatted(heap >> 20, resident >> 20, threads);
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: WaitBench HOME");
            System.exit(2);
        }
        Path home = Path.of(args[0]).toAbsolutePath();
        Path dags = Files.createDirectories(home.resolve("dags"));
        Files.writeString(dags.resolve("waits.yaml"), dag(home.resolve("go")));
        Cost idle;
        try (var product = Product.open(home)) {
            warmUp(product.api());
            idle = Cost.now();
            OUT.println("idle                     " + idle);
            long start = System.nanoTime();
            for (int i = 0; i < RUNS; i++) {
                product.api().trigger("waits", new TriggerRequest(Map.of(), null, null));
            }
            await(product.api(), "deferred", SENSORS + 1);
            report("all wait", idle, start);
        }
        long start = System.nanoTime();
        try (var product = Product.open(home)) {
            Files.createFile(home.resolve("go")); // seen by each run that the new process has taken up
            await(product.api(), "success", 1);
            report("after a restart", idle, start);
        }
    }

    /// Loads what every run needs, so that it does not count as a cost of waiting.
    private static void warmUp(DownbeatApi api) {
        long run = api.trigger("hop", new TriggerRequest(Map.of(), null, null)).id();
        while (api.run(run).summary().endedAt() == null) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static void await(DownbeatApi api, String state, int instances) {
        List<Long> open = new ArrayList<>();
        var query = new RunQuery(Optional.of("waits"), Optional.empty(), Optional.empty(), RUNS);
        api.runs(query).items().forEach(run -> open.add(run.id()));
        while (!open.isEmpty()) {
            open.removeIf(run -> api.run(run).counts().getOrDefault(state, 0) >= instances);
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static void report(String what, Cost idle, long start) throws IOException {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Cost now = Cost.now();
        OUT.printf("%-24s %s, took %.1f s%n", what, now, took.toMillis() / 1_000.0);
        OUT.printf(
                "%-24s heap %+,d MB, %,d bytes a wait, %+d threads%n",
                "  beyond idle",
                (now.heap - idle.heap) >> 20,
                (now.heap - idle.heap) / (RUNS * SENSORS),
                now.threads - idle.threads);
    }

    /// @param go the file that ends the wait
    private static String dag(Path go) {
        return """
            id: waits
            max_active_runs: %d
            max_active_tasks: 512
            timeout: 30d
            tasks:
              arrival:
                each: "{{ range(%d) | list }}"
                wait_for_file: { path: "/no/such/folder/part-{{ item }}.csv", poke_interval: 12h }
              go:
                wait_for_file: { path: "%s", poke_interval: 500ms }
            """.formatted(RUNS, SENSORS, go);
    }
}
