package dev.downbeat.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// Sensors that wait for hours.
final class WaitMeasure implements RigMeasure {
    private static final String DAG = "waits";
    private static final String WARM = "wait_warm";
    private static final Duration LOOK = Duration.ofMillis(100);

    @Override
    public String name() {
        return "wait";
    }

    @Override
    public String about() {
        return "100,000 deferred sensors: memory and threads while they wait, and after a restart";
    }

    /// @param heap after a collection
    private record Cost(long heap, int threads) {
        static Cost now() throws InterruptedException {
            for (int i = 0; i < 3; i++) {
                System.gc();
                Clock.pause(LOOK);
            }
            Runtime runtime = Runtime.getRuntime();
            return new Cost(
                    runtime.totalMemory() - runtime.freeMemory(),
                    ManagementFactory.getThreadMXBean().getThreadCount());
        }
    }

    @Override
    public Map<String, String> files(Scale scale) {
        return Map.of(
                DAG + ".yaml", dag(runs(scale), sensors(scale)), WARM + ".yaml", DagText.chain(WARM, 10, DagText.NOOP));
    }

    private static int runs(Scale scale) {
        return scale.of(10, 2);
    }

    private static int sensors(Scale scale) {
        return scale.of(10_000, 10);
    }

    /// The file that ends the wait of `go` is looked for in the DAG's folder.
    private static String dag(int runs, int sensors) {
        return """
            id: waits
            max_active_runs: %d
            max_active_tasks_per_run: 100000
            timeout: 30d
            tasks:
              arrival:
                each: "{{ range(%d) | list }}"
                wait_for_file: { path: "no/such/folder/part-{{ item }}.csv", poke_interval: 12h }
              go:
                wait_for_file: { path: "go", poke_interval: 500ms }
            """.formatted(runs, sensors);
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale)
            throws InterruptedException, ExecutionException, SQLException, IOException {
        int waits = runs(scale) * sensors(scale);
        rig.run(WARM); // loads what every run needs, so that it does not count as a cost of waiting
        Cost idle = Cost.now();
        long start = System.nanoTime();
        List<Long> runs = rig.start(DAG, runs(scale));
        await(rig, runs, "deferred", sensors(scale) + 1);
        Spread until = Spread.of(Clock.millisSince(start));
        var figures = new ArrayList<Figure>();
        figures.add(Figure.millis(
                "until %,d wait".formatted(waits), until, rig.floors().rows(waits)));
        figures.addAll(beyond(idle, waits, ""));
        rig.restart();
        Files.createFile(go(rig)); // seen by each run that the new process has taken up
        await(rig, runs, "success", 1);
        figures.addAll(beyond(idle, waits, " after a restart"));
        return figures;
    }

    private static Path go(Rig rig) {
        return rig.home().resolve("dags").resolve("go");
    }

    private static List<Figure> beyond(Cost idle, int waits, String when) throws InterruptedException {
        Cost now = Cost.now();
        return List.of(
                Figure.of("heap for each" + when, Figure.Unit.BYTES, (double) (now.heap - idle.heap) / waits),
                Figure.of("more threads" + when, Figure.Unit.THREADS, now.threads - idle.threads));
    }

    private static void await(Rig rig, List<Long> runs, String state, int instances) throws InterruptedException {
        var open = new ArrayList<>(runs);
        while (true) {
            open.removeIf(run -> rig.api().run(run).counts().getOrDefault(state, 0) >= instances);
            if (open.isEmpty()) {
                return;
            }
            Clock.pause(LOOK);
        }
    }
}
