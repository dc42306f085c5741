package dev.downbeat.bench;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.runtime.Settings;
import dev.downbeat.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// All of Downbeat as `downbeat up` starts it, but for the HTTP server: DAG files, real executors, logs. Runs
/// are asked for through its API, each durable before it is answered.
final class Rig implements AutoCloseable {
    /// Attempts at a time; the default pool is made as large.
    static final int PARALLELISM = 512;

    private static final int CALLERS = 32;
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Settings settings;
    private final Connection connection;
    private final Floors floors;
    private Downbeat downbeat;

    private Rig(Settings settings, Connection connection, Floors floors) {
        this.settings = settings;
        this.connection = connection;
        this.floors = floors;
        this.downbeat = Downbeat.open(settings, Mode.SERVE);
    }

    /// @param home  an empty folder of its own
    /// @param url   of an empty database of its own
    /// @param files what the DAG folder holds
    static Rig open(Path home, String url, Map<String, String> files, Floors floors) throws IOException, SQLException {
        Path dags = Files.createDirectories(home.resolve("dags"));
        for (var file : files.entrySet()) {
            Files.writeString(dags.resolve(file.getKey()), file.getValue());
        }
        var settings = new Settings(
                home,
                new Settings.Database(url, 10),
                new Settings.Dags(dags, Duration.ofSeconds(30)),
                new Settings.Http("127.0.0.1", 0),
                new Settings.Engine(PARALLELISM, Duration.ofSeconds(30)),
                new Settings.Log("warn", false));
        Connection connection = Database.plain(url).getConnection();
        Rig rig;
        try {
            rig = new Rig(settings, connection, floors);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
        rig.api().limits().setPool("default", new PoolChange(PARALLELISM, null, null));
        return rig;
    }

    DownbeatApi api() {
        return downbeat.api();
    }

    Floors floors() {
        return floors;
    }

    Path home() {
        return settings.home();
    }

    Connection connection() {
        return connection;
    }

    RunTimes times() {
        return new RunTimes(connection);
    }

    /// Asks for a run.
    long start(String dag) {
        return api().trigger(dag, new TriggerRequest(Map.of(), null, null)).id();
    }

    /// Asks for a run of each of these DAGs at once, by as many callers as make sense.
    List<Long> startAll(Collection<String> dags) throws InterruptedException, ExecutionException {
        var started = new ArrayList<Long>();
        try (var callers = Executors.newFixedThreadPool(Math.min(dags.size(), CALLERS))) {
            List<Callable<Long>> asked =
                    dags.stream().<Callable<Long>>map(dag -> () -> start(dag)).toList();
            for (Future<Long> answer : callers.invokeAll(asked)) {
                started.add(answer.get());
            }
        }
        return started;
    }

    List<Long> start(String dag, int runs) throws InterruptedException, ExecutionException {
        return startAll(IntStream.range(0, runs).mapToObj(_ -> dag).toList());
    }

    /// Until no run is left that has not ended.
    ///
    /// @throws IllegalStateException when one of these did not succeed
    void await(Collection<Long> runs) throws InterruptedException, SQLException {
        while (busy()) {
            Clock.pause(LOOK);
        }
        times().requireSuccess(runs);
    }

    boolean busy() {
        var info = api().info();
        return info.running() + info.queued() > 0;
    }

    /// A run from its beginning to its end.
    long run(String dag) throws InterruptedException, SQLException {
        long run = start(dag);
        await(List.of(run));
        return run;
    }

    /// As after the end of the process.
    void restart() {
        downbeat.close();
        downbeat = Downbeat.open(settings, Mode.SERVE);
    }

    @Override
    public void close() throws SQLException {
        try {
            downbeat.close();
        } finally {
            connection.close();
        }
    }
}
