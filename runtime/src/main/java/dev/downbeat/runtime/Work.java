package dev.downbeat.runtime;

import dev.downbeat.engine.NotAcceptedException;
import dev.downbeat.engine.Ownership;
import dev.downbeat.engine.Scheduler;
import dev.downbeat.engine.SchedulerPorts;
import dev.downbeat.engine.SchedulerSettings;
import dev.downbeat.engine.SchedulerStats;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.ScratchStore;
import dev.downbeat.executors.attempt.AttemptLimits;
import dev.downbeat.executors.attempt.AttemptRunner;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.container.Keeping;
import dev.downbeat.executors.local.LocalExecutor;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.executors.logs.ReceivedLogs;
import dev.downbeat.executors.mapping.TemplateExpander;
import dev.downbeat.executors.process.ChildSettings;
import dev.downbeat.executors.process.ProcessExecutor;
import dev.downbeat.executors.remote.Bells;
import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.executors.remote.FleetSecret;
import dev.downbeat.executors.remote.RemoteExecutor;
import dev.downbeat.executors.remote.WorkerHands;
import dev.downbeat.executors.secrets.HomeSecrets;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.Shard;
import dev.downbeat.store.Database;
import dev.downbeat.store.Installation;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.dags.StoredDag;
import dev.downbeat.store.journal.PgJournal;
import dev.downbeat.store.journal.PgLeases;
import dev.downbeat.store.journal.PgPools;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.store.query.OtherRunQueries;
import dev.downbeat.store.query.OutputQueries;
import dev.downbeat.store.remote.PgRemoteAttempts;
import dev.downbeat.store.remote.PgRemoteWork;
import dev.downbeat.store.runs.RunRequests;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The scheduler of this process with its executors.
final class Work implements Triggers.Hands, AutoCloseable {
    private static final Duration ACCEPT_TIME = Duration.ofSeconds(30);

    private final PgDags dags;
    private final PgJournal journal;
    private final ScratchStore scratch;
    private final AttemptTools tools;
    private final Scheduler scheduler;
    private final Fleet fleet;
    private volatile boolean started;

    /// What it is built on.
    record Ground(
            Settings settings, Database database, DagReader reader, LogStore logs, EngineMeters meters, Reach reach) {}

    Work(Ground ground, InstantSource clock) {
        Path home = ground.settings().home();
        dags = new PgDags(ground.database());
        journal = new PgJournal(ground.database());
        scratch = ScratchStore.open(home);
        var outputs = new StoredOutputs(new OutputQueries(ground.database().pool()));
        var secrets = new HomeSecrets(home, System.getenv());
        var artifacts = new ArtifactStore(home);
        var toolbox = new InstalledToolbox(ground.reader());
        tools = new AttemptTools(
                toolbox.operators(),
                toolbox.code(),
                outputs,
                secrets,
                new AttemptTools.Files(ground.logs(), artifacts, scratch),
                AttemptLimits.DEFAULT,
                new TaskRuns(
                        new OtherRunQueries(ground.database().pool()),
                        new Triggers(
                                dags,
                                new PgRunLog(ground.database()),
                                new RunRequests(ground.database()),
                                clock,
                                new NoHands())));
        var bells = new Bells();
        var remote = new PgRemoteAttempts(ground.database());
        var workers = new RemoteExecutor(remote, new WorkerHands(remote, bells));
        var work = new PgRemoteWork(ground.database());
        var logs = new ReceivedLogs(ground.logs());
        var remotes = new ArrayList<>(ContainerExecutors.of(
                remote,
                new Keeping(work, logs, secrets, clock),
                ground.settings(),
                Installation.of(ground.database()),
                ground.reach()));
        remotes.add(workers);
        fleet = new Fleet(work, remotes, bells, served(ground, logs));
        List<Executor> executors = new ArrayList<>(remotes);
        executors.add(ground.meters().measured(new LocalExecutor(new AttemptRunner(tools))));
        executors.add(ground.meters().measured(new ProcessExecutor(tools, ChildSettings.of(home))));
        scheduler = new Scheduler(
                new SchedulerPorts(
                        ground.meters().measured(journal),
                        new PgRunLog(ground.database()),
                        new PgLeases(ground.database()),
                        new PgPools(ground.database()),
                        executors,
                        new TemplateExpander(outputs, secrets, artifacts, TemplateExpander.DEFAULT_MAX_LENGTH),
                        clock),
                settings(ground.settings().engine()));
    }

    private Fleet.Ground served(Ground ground, ReceivedLogs logs) {
        Settings settings = ground.settings();
        return new Fleet.Ground(
                tools,
                logs,
                new PgRunLog(ground.database())::version,
                settings.dags().folder(),
                new FleetSecret(settings.home(), System.getenv()));
    }

    /// What workers speak to.
    Fleet fleet() {
        return fleet;
    }

    /// Executes the notifiers of alerts.
    LoneAttempts notifying() {
        return new LoneAttempts(new AttemptRunner(tools));
    }

    /// Executes the sensors of watches. They have files of their own, for their numbers are not those of
    /// runs.
    LoneAttempts watching(LogStore logs, ArtifactStore artifacts) {
        var files = new AttemptTools.Files(logs, artifacts, scratch);
        return new LoneAttempts(new AttemptRunner(new AttemptTools(
                tools.operators(),
                tools.code(),
                tools.outputs(),
                tools.secrets(),
                files,
                tools.limits(),
                tools.otherRuns())));
    }

    /// Calls `heard` whenever a run of this scheduler has ended, on the scheduler's own thread: it must be
    /// quick.
    void onRunEnded(Runnable heard) {
        scheduler.onRunEnded((_, _) -> heard.run());
    }

    void start(Ownership ownership, Consumer<RunId> changed) {
        scheduler.onChange(runs -> runs.forEach(changed));
        scheduler.pause(paused());
        scheduler.start(ownership);
        started = true;
    }

    boolean healthy() {
        return scheduler.stats().healthy();
    }

    SchedulerStats stats() {
        return scheduler.stats();
    }

    /// How many shards it holds.
    int shards() {
        return started ? scheduler.shards().size() : 0;
    }

    boolean owns(Shard shard) {
        return started && scheduler.shards().contains(shard);
    }

    Shard foregroundShard() {
        return scheduler.foregroundShard();
    }

    @Override
    public boolean submit(RunSpec run, DagVersion version) {
        if (!owns(run.shard())) {
            return false;
        }
        try {
            scheduler
                    .submit(run, version)
                    .orTimeout(ACCEPT_TIME.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof NotAcceptedException) {
                return false;
            }
            throw e.getCause() instanceof DownbeatException known
                    ? known
                    : new DownbeatException(
                            ErrorCode.DATABASE, "it is not known whether run %s was accepted".formatted(run.id()), e);
        }
    }

    @Override
    public void look() {
        if (!started) {
            return;
        }
        scheduler.pause(paused());
        scheduler.wake();
    }

    @Override
    public void close() {
        if (started) {
            scheduler.close();
        }
        Closing.close("the journal", journal);
        Closing.close("the scratch folder", scratch);
    }

    private Set<DagId> paused() {
        return dags.present().stream()
                .filter(StoredDag::paused)
                .map(StoredDag::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static SchedulerSettings settings(Settings.Engine engine) {
        String host = System.getenv().getOrDefault("HOSTNAME", "localhost");
        String owner = host + "/" + ProcessHandle.current().pid();
        var usual = SchedulerSettings.of(owner, engine.parallelism());
        return new SchedulerSettings(
                owner, engine.parallelism(), engine.lease(), usual.scanInterval(), usual.runningDelay());
    }
}
