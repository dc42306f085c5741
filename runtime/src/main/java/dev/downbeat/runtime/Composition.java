package dev.downbeat.runtime;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.engine.Ownership;
import dev.downbeat.engine.ScheduleTicker;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.logs.LogLimits;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.executors.secrets.HomeSecrets;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.sdk.operator.Traces;
import dev.downbeat.store.Database;
import dev.downbeat.store.alerts.AlertFacts;
import dev.downbeat.store.alerts.PgAlerts;
import dev.downbeat.store.alerts.PgDeadlines;
import dev.downbeat.store.assets.PgAssets;
import dev.downbeat.store.assets.PgWatches;
import dev.downbeat.store.care.PgPurge;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.dags.PgImportErrors;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.store.query.AlertQueries;
import dev.downbeat.store.query.AssetQueries;
import dev.downbeat.store.query.AttemptQueries;
import dev.downbeat.store.query.BackfillQueries;
import dev.downbeat.store.query.DagQueries;
import dev.downbeat.store.query.GateQueries;
import dev.downbeat.store.query.OccupancyQueries;
import dev.downbeat.store.query.RepairQueries;
import dev.downbeat.store.query.RunQueries;
import dev.downbeat.store.query.ScheduleQueries;
import dev.downbeat.store.query.TaskQueries;
import dev.downbeat.store.remote.PgRemoteWork;
import dev.downbeat.store.runs.CommandRequests;
import dev.downbeat.store.runs.PgBackfills;
import dev.downbeat.store.runs.PoolRows;
import dev.downbeat.store.runs.RunRequests;
import dev.downbeat.store.runs.TickWrites;
import dev.downbeat.store.runs.WakeListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where the parts are put together. What was started last is stopped first.
final class Composition implements Downbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Composition.class);

    private final Settings settings;
    private final InstantSource clock = InstantSource.system();
    private final Instant startedAt = clock.instant();
    private final EngineMeters meters = new EngineMeters();
    private final DagReader reader = DagReader.installed();
    private final Deque<Part> parts = new ArrayDeque<>();
    private final Store store;
    private final RunFeed feed;
    private final LogStore logs;
    private final DagRegistry registry;
    private final DownbeatApi api;
    private final Webhooks webhooks;
    private final @Nullable Work work;
    private final Mode mode;
    private final Reach reach;
    private volatile String address;

    /// Something to be closed, with its name for people.
    private record Part(String name, AutoCloseable closeable) {}

    /// The store's sides.
    private record Store(
            Database database, PgDags dags, PgRunLog runLog, RunRequests requests, RunQueries runs, TaskQueries tasks) {
        static Store of(Database database) {
            var tasks = new TaskQueries(database.pool());
            return new Store(
                    database,
                    new PgDags(database),
                    new PgRunLog(database),
                    new RunRequests(database),
                    new RunQueries(database.pool(), tasks),
                    tasks);
        }
    }

    private Composition(Settings settings, Mode mode, Database database) {
        this.settings = settings;
        this.mode = mode;
        this.address = settings.http().publicUrl();
        this.store = Store.of(part("the database", database));
        this.logs = part("the logs", new LogStore(settings.home(), LogLimits.DEFAULT, clock));
        var live = new LiveTasks(new ArtifactStore(settings.home()), logs, clock);
        this.feed = new RunFeed(run -> live.of(store.runs().detail(run)));
        var errors = new PgImportErrors(database);
        this.registry = new DagRegistry(reader, store.dags(), errors);
        this.reach = new Reach(mode == Mode.SERVE, settings.http().execution().url());
        this.work = mode == Mode.INSPECT
                ? null
                : new Work(new Work.Ground(settings, database, reader, logs, meters, reach), clock);
        if (work != null) {
            part("the scheduler", work);
            meters.saturation(new StoredSaturation(work, database, System::nanoTime));
        }
        part("the followers", feed);
        Triggers.Hands hands = work != null ? work : new NoHands();
        var triggers = new Triggers(store.dags(), store.runLog(), store.requests(), clock, hands);
        var secrets = new HomeSecrets(settings.home(), System.getenv());
        this.webhooks = new Webhooks(store.dags(), store.runLog(), triggers, secrets);
        var dagQueries = new DagQueries(database.pool());
        var repairs = new Repairs(
                store.runLog(),
                new CommandRequests(database),
                new RepairQueries(database.pool()),
                store.dags(),
                triggers::tell);
        this.api = new LocalApi(
                new LocalApi.ReadModels(
                        dagQueries,
                        store.runs(),
                        store.tasks(),
                        new LocalApi.Parts(
                                limits(database, hands),
                                backfills(database, hands),
                                new LocalAlerts(new AlertQueries(database.pool()), new PgAlerts(database), clock),
                                new LocalAssets(
                                        new AssetQueries(database.pool()),
                                        new PgAssets(database),
                                        clock,
                                        triggers::tell),
                                new LocalWorkers(new PgRemoteWork(database))),
                        explanations(database)),
                new LocalApi.Deeds(triggers, repairs),
                new LocalApi.Attempts(new AttemptLogs(store.tasks(), logs), live),
                feed,
                new LocalApi.About(Version.text(), database.description(), startedAt, clock));
    }

    private Explanations explanations(Database database) {
        return new Explanations(
                new Explanations.Sources(
                        store.runLog(),
                        new GateQueries(database.pool()),
                        new OccupancyQueries(database.pool()),
                        new PoolRows(database),
                        new PgRemoteWork(database)),
                shard -> work != null && work.owns(shard) ? settings.engine().parallelism() : 0);
    }

    private LocalLimits limits(Database database, Triggers.Hands hands) {
        return new LocalLimits(new PoolRows(database), new OccupancyQueries(database.pool()), () -> {
            hands.look();
            store.requests().notifyWake();
        });
    }

    private LocalBackfills backfills(Database database, Triggers.Hands hands) {
        var stored = new LocalBackfills.Stored(
                new DagQueries(database.pool()),
                store.dags(),
                store.runLog(),
                new PgBackfills(database),
                new BackfillQueries(database.pool()));
        return new LocalBackfills(stored, clock, () -> {
            hands.look();
            store.requests().notifyWake();
        });
    }

    static Composition open(Settings settings, Mode mode) {
        Database database = Database.open(DatabaseCare.store(settings));
        Composition composition;
        try {
            composition = new Composition(settings, mode, database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        try {
            if (mode == Mode.SERVE) {
                if (!settings.operations().otlp().traces().isEmpty()) {
                    Traces.turnOn();
                    composition.meters.expectFollower();
                }
                composition.serve();
            }
            return composition;
        } catch (RuntimeException e) {
            composition.close();
            throw e;
        }
    }

    private void serve() {
        Work engine = Objects.requireNonNull(work);
        Path dags = settings.dags().folder();
        var ticker = new ScheduleTicker(schedules(dags), clock, engine::look);
        var folder = new DagFolder(dags, settings.dags().scanInterval(), new DagFolder.Listener() {
            @Override
            public void changed(Path file) {
                registry.changed(file);
                ticker.wake();
            }

            @Override
            public void gone(Path file) {
                registry.gone(file);
            }
        });
        folder.start();
        part("the DAG folder", folder);
        registry.settle(dags);
        var backfills = new BackfillRunner(new PgBackfills(store.database()), store.requests(), clock, engine::look);
        var assets =
                new AssetRuns(new PgAssets(store.database()), store.runLog(), store.requests(), clock, engine::look);
        AssetWatcher watcher = watcher(engine, assets::wake);
        AlertSender alerts = alerts(engine, null);
        engine.onRunEnded(() -> {
            ticker.runEnded();
            backfills.runEnded();
            alerts.wake();
        });
        engine.start(Ownership.server(), feed::changed);
        ticker.start();
        part("the schedules", ticker);
        backfills.start();
        part("the backfills", backfills);
        assets.start();
        part("the assets", assets);
        watcher.start();
        part("the watches", watcher);
        begin(alerts);
        part("the alerts", alerts);
        Retention retention = part(
                "the retention",
                new Retention(
                        settings.operations().retention(), new PgPurge(store.database()), settings.home(), clock));
        retention.start();
        LeftContainers left = part(
                "the look for left containers",
                new LeftContainers(
                        settings.home().resolve("artifacts"),
                        new AttemptQueries(store.database()),
                        settings.containers().docker().host()));
        left.start();
        part("the wake-ups", WakeListener.start(store.database(), () -> {
            engine.look();
            ticker.wake();
            backfills.wake();
            assets.wake();
            watcher.wake();
        }));
        LOG.info(
                "Reading DAGs from {}, executing up to {} attempts at a time",
                dags,
                settings.engine().parallelism());
    }

    /// @param updated called after an asset was updated
    private AssetWatcher watcher(Work engine, Runnable updated) {
        Path home = settings.home().resolve("watches");
        LogStore own = part("the logs of the watches", new LogStore(home, LogLimits.DEFAULT, clock));
        LoneAttempts attempts = part("the sensors of watches", engine.watching(own, new ArtifactStore(home)));
        var look = new WatchLook(attempts, new InstalledToolbox(reader).operators(), store.runLog());
        return new AssetWatcher(new PgWatches(store.database()), look, attempts, clock, updated);
    }

    /// @param only sends alerts of this run; null for those of all
    private AlertSender alerts(Work engine, @Nullable RunId only) {
        var facts = new AlertFacts(store.database());
        var delivery = new AlertDelivery(
                part("the notifiers", engine.notifying()),
                new InstalledToolbox(reader),
                store.runLog(),
                facts,
                new AlertValues(facts, logs, () -> address));
        return new AlertSender(
                new PgAlerts(store.database()),
                delivery,
                clock,
                only,
                outcome -> meters.listener().alertTried(outcome));
    }

    private void begin(AlertSender alerts) {
        alerts.start();
        var deadlines = new DeadlineWatch(new PgDeadlines(store.database()), clock, alerts::wake);
        deadlines.start();
        part("the deadlines", deadlines);
    }

    private StoredSchedules schedules(Path dags) {
        var sources = new StoredSchedules.Sources(
                new ScheduleQueries(store.database().pool()),
                store.runLog(),
                new TickWrites(store.database()),
                store.requests());
        return new StoredSchedules(
                dags, sources, clock, late -> meters.listener().tickFired(late));
    }

    @Override
    public DownbeatApi api() {
        return api;
    }

    @Override
    public Webhooks webhooks() {
        return webhooks;
    }

    @Override
    public long submit(FileRun run) {
        if (mode != Mode.FOREGROUND || work == null) {
            throw new IllegalStateException("runs of a file are submitted to a foreground process, not to " + mode);
        }
        var engine = new ForegroundRuns.Engine(
                work, feed, new PoolRows(store.database()), new CommandRequests(store.database()), clock);
        RunId submitted = new ForegroundRuns(registry, store.runs(), store.requests(), engine).submit(run);
        AlertSender alerts = alerts(work, submitted);
        begin(alerts);
        part("the alerts", () -> LastAlerts.send(alerts, submitted));
        return submitted.value();
    }

    @Override
    public Path artifacts(long runId) {
        String dag = store.runs().summary(runId).dag();
        return settings.home().resolve("artifacts").resolve(dag).resolve("run_" + runId);
    }

    @Override
    public Optional<Fleet> fleet() {
        return Optional.ofNullable(work).map(Work::fleet);
    }

    @Override
    public Health health() {
        return new Health(answers(), work == null || mode != Mode.SERVE || work.healthy());
    }

    private boolean answers() {
        try {
            return store.runs().active().running() >= 0;
        } catch (DownbeatException e) {
            LOG.warn("The database does not answer: {}", e.text());
            return false;
        }
    }

    @Override
    public EngineMeters meters() {
        return meters;
    }

    @Override
    public Optional<RunSpec> spec(RunId run) {
        return store.runLog().run(run).map(RunLog.StoredRun::spec);
    }

    @Override
    public void listens(URI server) {
        reach.listens(server);
    }

    @Override
    public void announce(URI server) {
        if (settings.http().publicUrl().isEmpty()) {
            address = server.toString().replaceAll("/+$", "");
        }
        ServerFile file = ServerFile.write(settings.home(), server, startedAt);
        part("the server's file", () -> file.remove(settings.home()));
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Part last = parts.pop();
            Closing.close(last.name(), last.closeable());
        }
    }

    private <T extends AutoCloseable> T part(String name, T closeable) {
        parts.push(new Part(name, closeable));
        return closeable;
    }
}
